import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/runner/environment-names.ts
var welcome = [
  // The user and the terminal
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TMP", "TEMP", "TZ"],
  ...["LANG", "LANGUAGE", /^LC_[A-Z]+$/, "EDITOR", "VISUAL", "PAGER"],
  ...["TERM", "TERM_PROGRAM", "COLORTERM", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"],
  ...["XDG_CACHE_HOME", "XDG_DATA_DIRS", "XDG_CONFIG_DIRS"],
  // The job
  ...["CI", "DEBIAN_FRONTEND", "ImageOS", "ImageVersion"],
  /^RUNNER_(OS|ARCH|NAME|ENVIRONMENT|DEBUG|TEMP|TOOL_CACHE|WORKSPACE)$/,
  /^GITHUB_(ACTIONS|ACTION|ACTOR|ACTOR_ID|TRIGGERING_ACTOR|EVENT_NAME|JOB|SHA|WORKSPACE)$/,
  /^GITHUB_(API|SERVER|GRAPHQL)_URL$/,
  /^GITHUB_(REF|REF_NAME|REF_TYPE|REF_PROTECTED|HEAD_REF|BASE_REF)$/,
  /^GITHUB_REPOSITORY(_ID|_OWNER|_OWNER_ID)?$/,
  /^GITHUB_(RUN_ID|RUN_NUMBER|RUN_ATTEMPT|RETENTION_DAYS)$/,
  /^GITHUB_WORKFLOW(_REF|_SHA)?$/,
  // Trust and proxies; the proxies' own addresses are cleaned elsewhere
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"],
  ...["CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "NO_PROXY", "no_proxy", "NODE_USE_ENV_PROXY"],
  // Who commits
  /^GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL)$/,
  // Where toolchains are
  /^JAVA_HOME(_\d+_(X64|ARM64|arm64))?$/,
  /^GOROOT(_\d+_\d+_(X64|ARM64))?$/,
  ...["GOPATH", "GOFLAGS", "CARGO_HOME", "RUSTUP_HOME", "NVM_DIR", "NVM_BIN", "PNPM_HOME"],
  ...[
    "DOTNET_ROOT",
    "ANDROID_HOME",
    "ANDROID_SDK_ROOT",
    "VIRTUAL_ENV",
    "PYENV_ROOT",
    "CONDA_PREFIX"
  ],
  ...[
    "pythonLocation",
    "Python_ROOT_DIR",
    "Python3_ROOT_DIR",
    "PKG_CONFIG_PATH",
    "LD_LIBRARY_PATH"
  ],
  ...["AGENT_TOOLSDIRECTORY", "NODE_ENV"],
  // Read by Cursor's clients, and no credential
  ...["CURSOR_RIPGREP_PATH", "CURSOR_SDK_CLIENT_LANGUAGE", "AGENT_CLI_CREDENTIAL_STORE"]
];
var reserved = [
  /^CURSOR_(API_KEY|AUTH_TOKEN|BACKEND_URL|API_ENDPOINT|API_BASE_URL|WEBSITE_URL|CONFIG_DIR)$/,
  /^CURSOR_GUARD_/,
  /^GIT_(CONFIG.*|TERMINAL_PROMPT|ASKPASS)$/,
  /^(GITHUB|GH)_(ENTERPRISE_)?TOKEN$/,
  /^GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/,
  /^ACTIONS_/,
  /^(INPUT|STATE)_/
];
var isWelcome = (name) => welcome.some((entry) => typeof entry === "string" ? entry === name : entry.test(name));
var isReserved = (name) => reserved.some((entry) => entry.test(name.toUpperCase()));

export {
  isWelcome,
  isReserved
};
