import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  oneLine
} from "./chunk-KFAYHB5I.js";
import {
  anyOrMore,
  apiOf,
  asRoot,
  checked,
  commandProblem,
  count,
  createUpstreamClient,
  duration,
  forgeOf,
  githubProblem,
  glob,
  hasEnded,
  hostProblem,
  identifyProcess,
  isAttended,
  isDuration,
  line,
  listOf,
  makeFolder,
  oneOrMore,
  openForeignRepository,
  pattern,
  policyPath,
  readBody,
  readProblem,
  readYaml,
  refPattern,
  repositoryAround,
  repositoryName,
  repositoryPath,
  secretPathProblem,
  sessionPrograms,
  stateDirectory,
  toolPath,
  unmetHolds,
  verdicts,
  wholeNumber
} from "./chunk-BG5RGVMY.js";
import {
  clearCheckout,
  saveState
} from "./chunk-QVBKUREB.js";
import {
  pathSteps,
  readSmall,
  runProgram
} from "./chunk-AV2ACOF4.js";
import {
  RE2JS,
  RE2JSException
} from "./chunk-HS6WFBPJ.js";
import {
  info,
  warning
} from "./chunk-KSZ5OEGW.js";
import {
  printableLine
} from "./chunk-B5GJ3CPW.js";
import {
  array,
  external_exports,
  literal,
  object,
  strictObject,
  string
} from "./chunk-FBYAHOKZ.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// action/prepare.ts
import { join as join6 } from "node:path";

// src/core/policy/render/carried-out-by.ts
var ofBranches = {
  pull_request: (branch2) => branch2.pull_request !== void 0,
  required_checks: (branch2) => branch2.required_checks.length > 0,
  linear_history: (branch2) => branch2.linear_history,
  signed_commits: (branch2) => branch2.signed_commits,
  bypass: (branch2) => branch2.bypass.length > 0
};
function notForSessions({ branches, stated }) {
  const protections = Object.entries(ofBranches).filter(([, holds]) => branches.some(holds)).map(([key]) => `branches.${key}`);
  const listed = ["secrets.pushed", "agents.identities"].filter((key) => stated.includes(key));
  const app = [...protections, ...listed];
  return {
    app: app.length === 0 ? [] : [`for the App alone, not for a session: ${app.join(", ")}`],
    action: stated.includes("recording.artifact") ? ["for the action alone, which uploads: recording.artifact"] : []
  };
}

// src/runner/own-files.ts
import { lstatSync, readdirSync } from "node:fs";
import { lstat as lstat2 } from "node:fs/promises";
import { join as join3 } from "node:path";

// src/runner/agent-user/account.ts
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
async function makeUser(privilege, name, jobUid) {
  const found = await runProgram(["id", name]);
  const made = found.code === 0 ? found : await asRoot(privilege, userScript, [name]);
  const [, uid = "", gid = "", groups = ""] = idLine.exec(made.stdout) ?? [];
  if (made.code !== 0 || !Number(uid) || !Number(gid)) {
    throw new Error(`useradd ${name}: ${made.complaint}`);
  }
  const inGroups = groups.split(",").map((group) => Number.parseInt(group, 10));
  const areOurs = isAgentId(Number(uid)) && isAgentId(Number(gid));
  if (!areOurs || Number(uid) === jobUid || inGroups.join() !== gid) {
    throw new Error(`the user ${name} exists and has rights of its own`);
  }
  return { uid: Number(uid), gid: Number(gid) };
}
var idLine = /^uid=(\d+)\S* gid=(\d+)\S* groups=(\S+)/;
var agentIds = { min: 60700, max: 60999 };
var isAgentId = (id) => id >= agentIds.min && id <= agentIds.max;
var userScript = `
name=$1
for try in 1 2 3 4 5 6 7 8 9 10; do
  useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin \\
    -K SYS_UID_MIN=${agentIds.min} -K SYS_UID_MAX=${agentIds.max} -K SYS_GID_MIN=${agentIds.min} -K SYS_GID_MAX=${agentIds.max} "$name" && break
  sleep 0.3
  id -u "$name" >/dev/null 2>&1 && break
done
exec id "$name"`;
async function makeHome(home, jobHome) {
  await mkdir(join(home, "tmp"), { recursive: true, mode: 448 });
  await writeFile(join(home, ".gitconfig"), await gitSettings(jobHome), { mode: 420 });
}
var gitKeys = ["user.name", "user.email", "init.defaultbranch", "core.autocrlf", "pull.rebase"];
async function gitSettings(jobHome) {
  const lines = ["[safe]", "	directory = *"];
  const env = { HOME: jobHome };
  const outcome = await runProgram(["git", "config", "--global", "--null", "--list"], { env });
  for (const entry of outcome.stdout.split("\0")) {
    const [key = "", value = ""] = entry.split("\n");
    if (!gitKeys.includes(key)) continue;
    const [section, name] = key.split(".");
    const quoted = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
    lines.push(`[${section}]`, `	${name} = "${quoted}"`);
  }
  return `${lines.join("\n")}
`;
}
var environmentList = (uid) => `d:u::rw-,d:u:${uid}:r--,d:g::---,d:o::---,d:m::r--`;
async function withEnvironmentFile(session, command, environment) {
  const file = join(session, `environment-${randomBytes(8).toString("hex")}`);
  const lines = Object.entries(environment).filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'
`);
  await writeFile(file, lines.join(""), { mode: 416, flag: "wx" });
  return ["/bin/sh", "-c", 'unset LC_ALL; . "$1"; shift; exec "$@"', "sh", file, ...command];
}

// src/runner/agent-user/slots.ts
import { chmod, link, lstat, readdir, readFile, rename, rm, writeFile as writeFile2 } from "node:fs/promises";
import { join as join2, sep } from "node:path";
var maxSlots = 16;
var slotRecordSchema = external_exports.strictObject({
  version: external_exports.literal(1),
  slot: external_exports.int().min(1).max(maxSlots),
  /** The guard's process. */
  owner: external_exports.strictObject({
    pid: external_exports.int(),
    start: external_exports.string(),
    boot: external_exports.string(),
    namespace: external_exports.string().optional()
  }),
  name: external_exports.string(),
  uid: external_exports.int().min(1).optional(),
  gid: external_exports.int().min(1).optional(),
  /** Folder of the cgroup that the command is in. */
  cgroup: external_exports.string().optional(),
  job: external_exports.strictObject({ uid: external_exports.int(), gid: external_exports.int() }),
  /** Temporary folder with the user's home. */
  session: external_exports.string().optional(),
  /** Folders handed over to the user. */
  shared: external_exports.array(external_exports.string()),
  /** Folders inside them that were not. */
  excluded: external_exports.array(external_exports.string()),
  /** Folders on the way to those, which stay the job's and got the sticky bit. */
  kept: external_exports.array(external_exports.strictObject({ path: external_exports.string(), wasSticky: external_exports.boolean() })),
  /** Paths that got an access entry for the user. */
  entries: external_exports.array(external_exports.string()),
  /** Whether a table of packet filter rules was made for the user. */
  contained: external_exports.boolean(),
  /** Access lists that were there before, as `getfacl` prints them. */
  before: external_exports.string().max(4 * 1048576)
});
async function openStateDirectory(directory) {
  await makeFolder(directory);
  const found = await lstat(directory);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${directory} is not a folder of this user`);
  }
  await chmod(directory, 448);
}
async function claimSlot(directory, job) {
  for (let slot = 1; slot <= maxSlots; slot += 1) {
    const name = `cursor-agent-${job.uid}-${slot}`;
    const empty = { shared: [], excluded: [], kept: [], entries: [], contained: false, before: "" };
    const owner = await identifyProcess(process.pid);
    const record = { version: 1, slot, owner, name, job, ...empty };
    const file = join2(directory, `slot-${slot}.json`);
    if (!await create(file, record)) continue;
    if (!await isBeingCleaned(directory, slot)) return openSlot(file, record);
    await rm(file, { force: true });
  }
  return void 0;
}
var isBeingCleaned = async (directory, slot) => (await readdir(directory)).some((name) => name.startsWith(`slot-${slot}.json.taken-`));
async function create(file, record) {
  const draft = `${file}.draft-${process.pid}`;
  await writeFile2(draft, JSON.stringify(record), { mode: 384 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
function openSlot(file, record) {
  return {
    record,
    async save() {
      await writeFile2(`${file}.new`, JSON.stringify(record), { mode: 384 });
      await rename(`${file}.new`, file);
    },
    release: () => rm(file, { force: true })
  };
}
async function* takeAbandonedSlots(directory) {
  for (const name of await readdir(directory)) {
    if (!/^slot-\d+\.json(\.taken-\d+)?$/.test(name)) continue;
    const file = join2(directory, name);
    const record = await readRecord(file);
    if (record === void 0 || !await hasEnded(record.owner)) continue;
    const mine = { ...record, owner: await identifyProcess(process.pid) };
    const taken = `${file.replace(/\.taken-\d+$/, "")}.taken-${process.pid}`;
    if (await rename(file, taken).then(
      () => true,
      () => false
    )) {
      const slot = openSlot(taken, mine);
      await slot.save();
      yield slot;
    }
  }
}
async function findSharing(directory, own, folder) {
  for (const name of await readdir(directory)) {
    const file = join2(directory, name);
    const record = await readRecord(file);
    if (record === void 0 || record.slot === own.record.slot) continue;
    if (record.shared.some((other) => isWithin(other, folder) || isWithin(folder, other))) {
      return { file, isElsewhere: record.owner.namespace !== own.record.owner.namespace };
    }
  }
  return void 0;
}
var isWithin = (path, folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
async function readRecord(file) {
  if (!/\.json(\.taken-\d+)?$/.test(file)) return void 0;
  try {
    return slotRecordSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return void 0;
  }
}

// src/runner/own-files.ts
var outOfReach = "Have node and the guard outside every workspace, in folders that others cannot write: install its archive there (npm run archive), or use the action.";
async function checkOwnFiles(program, handed) {
  const look = {
    handedOver: await handedOverTest(handed.folders),
    wasHandedOver: handed.wasHandedOver,
    steps: /* @__PURE__ */ new Set(),
    groups: []
  };
  const problem = await firstProblem(program, look);
  return { ...problem === void 0 ? {} : { problem }, steps: [...look.steps] };
}
async function firstProblem(program, look) {
  const [loose] = program.looseOptions;
  if (loose !== void 0) return `node looks for \`${loose}\` in the folder it is started in`;
  const links = [];
  for (const entry of [...program.files, ...program.folders]) {
    const problem = await wayProblem(entry, look);
    if (problem !== void 0) return problem;
  }
  for (const folder of program.folders) {
    const problem = treeProblem(folder, links, look);
    if (problem !== void 0) return problem;
  }
  for (const link2 of links) {
    const problem = await wayProblem(link2, look);
    if (problem !== void 0) return problem;
  }
  return listProblem(look.groups);
}
async function handedOverTest(folders) {
  const known = await Promise.all(
    folders.map(async (folder) => ({ folder, stats: await lstat2(folder).catch(() => void 0) }))
  );
  return ({ path, stats }) => known.find(
    (one) => isWithin(path, one.folder) || one.stats?.ino === stats.ino && one.stats.dev === stats.dev
  )?.folder;
}
async function wayProblem(entry, look) {
  const way = await pathSteps(entry).catch(() => void 0);
  const last = way?.at(-1);
  if (way === void 0 || last === void 0) return `${entry} cannot be looked at`;
  const through = (path) => isWithin(entry, path) ? entry : `${entry}, by way of ${path},`;
  for (const step of way) {
    const folder = look.handedOver(step);
    if (folder !== void 0) {
      return `${through(step.path)} lies in ${folder}, which is handed over to the command`;
    }
    if (look.steps.has(step.path)) continue;
    const isPassed = step !== last && step.stats.isDirectory();
    const isSticky = isPassed && (step.stats.mode & 512) !== 0;
    const problem = rightsProblem(step.path, step.stats, { isSticky, groups: look.groups });
    if (problem !== void 0) return step === last ? problem : `${entry} is reached by ${problem}`;
    if (await look.wasHandedOver(step.path)) {
      return `${through(step.path)} lies in ${step.path}, where an earlier guarded command worked`;
    }
    look.steps.add(step.path);
  }
  return void 0;
}
function rightsProblem(path, stats, { isSticky, groups }) {
  const { uid, gid, mode } = stats;
  if (isAgentId(uid)) return `${path}, which belongs to a user of commands`;
  if (stats.isSymbolicLink()) return void 0;
  if ((mode & 2) !== 0 && !isSticky) return `${path}, which everybody can write`;
  if ((mode & 16) === 0) return void 0;
  if (isAgentId(gid)) return `${path}, which a group of commands can write`;
  groups.push(path);
  return void 0;
}
function treeProblem(folder, links, { groups }) {
  const queue = [folder];
  try {
    for (let at = queue.pop(); at !== void 0; at = queue.pop()) {
      for (const name of readdirSync(at)) {
        const path = join3(at, name);
        const stats = lstatSync(path);
        const problem = rightsProblem(path, stats, { isSticky: false, groups });
        if (problem !== void 0) return problem;
        if (stats.isSymbolicLink()) links.push(path);
        if (stats.isDirectory()) queue.push(path);
      }
    }
    return void 0;
  } catch (error) {
    return `${folder} cannot be looked through (${error.code})`;
  }
}
var maxNames = 1e3;
async function listProblem(paths) {
  for (let from = 0; from < paths.length; from += maxNames) {
    const some = paths.slice(from, from + maxNames);
    const command = ["getfacl", "-p", "-n", "--skip-base", "--", ...some];
    const { code, stdout, complaint } = await runProgram(command);
    if (code !== 0) return `the access list of ${some[0]} cannot be read (${complaint})`;
    for (const block of stdout.split("\n\n")) {
      const ids = [...block.matchAll(/^(?:default:)?(?:user|group):(\d+):.w/gm)];
      if (!ids.some(([, id]) => isAgentId(Number(id)))) continue;
      const path = block.split("\n")[0]?.slice("# file: ".length);
      return `${path}, which a user of commands can write by its access list`;
    }
  }
  return void 0;
}

// src/runner/levels.ts
function unreachableOn(platform) {
  if (platform === "linux") return void 0;
  return `on ${platform} the command runs as your own user and can read what the guard holds; a user of its own and --contain need Linux`;
}

// action/event.ts
import { readFile as readFile2 } from "node:fs/promises";
var maxEventBytes = 32 * 1024 * 1024;
async function readRepositoryFacts(env) {
  const repository = await readRepository(env.GITHUB_EVENT_PATH ?? "");
  const branch2 = repository.default_branch;
  return {
    visibility: visibilityOf(repository),
    defaultBranch: typeof branch2 === "string" && branch2 !== "" ? branch2 : void 0
  };
}
async function readRepository(path) {
  try {
    const text2 = await readFile2(path, "utf8");
    if (text2.length > maxEventBytes) return {};
    const event = JSON.parse(text2);
    const repository = isRecord(event) ? event.repository : void 0;
    return isRecord(repository) ? repository : {};
  } catch {
    return {};
  }
}
function visibilityOf({ private: hidden, visibility }) {
  if (visibility === "public" || hidden === false) return "public";
  if (hidden === true || visibility === "private" || visibility === "internal") return "private";
  return "unknown";
}
var isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function chooseArtifact(input, policy, visibility) {
  const chosen = input ?? policy;
  if (chosen !== void 0) {
    const isOpen = chosen === "full" && visibility !== "private";
    return { mode: chosen, notice: isOpen ? openNotice(visibility) : void 0 };
  }
  if (visibility === "private") return { mode: "full", notice: void 0 };
  return { mode: "summary", notice: summaryNotice(visibility) };
}
var openNotice = (visibility) => `The repository is ${visibility === "public" ? "public" : "of unknown visibility"}: everybody who is signed in can read the recording that is uploaded.`;
var summaryNotice = (visibility) => `Only the summary will be uploaded, not the recording: the repository is ${visibility === "public" ? "public, so everybody who is signed in could read it" : "of unknown visibility, which counts as public"}. Set artifact: full to upload it all the same.`;

// src/core/policy/file/defaults.ts
function withDefaults(file) {
  const { floor, secrets: secrets2, limits, git, agents, cursor, egress, recording, approval } = file;
  return {
    version: 1,
    enforcement: file.enforcement ?? "enforce",
    branches: file.branches?.map(completeBranch) ?? [],
    secrets: {
      inline: secrets2?.inline ?? "mask",
      push: secrets2?.push ?? "deny",
      pushed: secrets2?.pushed ?? "block",
      known: secrets2?.known ?? [],
      rules: secrets2?.rules ?? [],
      allow: secrets2?.allow?.map(withoutUndefined) ?? [],
      allow_inline: secrets2?.allow_inline ?? false
    },
    rules: file.rules?.map(completeRule) ?? [],
    limits: { reached: "end", ...withoutUndefined(limits ?? {}) },
    git: {
      repositories: git?.repositories ?? [],
      push_options: git?.push_options ?? "deny",
      refs_per_push: git?.refs_per_push ?? 50
    },
    agents: { cloud: agents?.cloud ?? "hold", identities: agents?.identities ?? [] },
    cursor: { unknown_calls: cursor?.unknown_calls ?? "deny" },
    // A list of hosts that may be reached says that others may not.
    egress: {
      default: egress === void 0 ? "allow" : egress.default ?? "deny",
      allow: egress?.allow ?? []
    },
    recording: {
      retention: 90 * 86400,
      require: true,
      ...withoutUndefined(recording ?? {})
    },
    approval: {
      wait: 480,
      expires: 86400,
      self: false,
      ...withoutUndefined(approval ?? {})
    },
    cases: file.cases ?? [],
    ...floor === void 0 ? {} : { floor: toFloor(floor) },
    stated: statedKeys(file)
  };
}
function toFloor(sections2) {
  const { branches, secrets: secrets2, rules: rules2, limits, git, agents, cursor, egress, recording, approval } = sections2;
  return withoutUndefined({
    enforcement: sections2.enforcement,
    branches: branches?.map((branch2) => ({ ...completeBranch(branch2), source: "floor" })),
    secrets: secrets2 && toFloorSecrets(secrets2),
    rules: rules2?.map((rule2) => ({ ...completeRule(rule2), source: "floor" })),
    limits: limits && withoutUndefined(limits),
    git: git && withoutUndefined(git),
    agents: agents && withoutUndefined(agents),
    cursor: cursor && withoutUndefined(cursor),
    egress: egress && { default: egress.default ?? "deny", allow: egress.allow ?? [] },
    recording: recording && withoutUndefined(recording),
    approval: approval && withoutUndefined(approval)
  });
}
function toFloorSecrets(secrets2) {
  return withoutUndefined({ ...secrets2, allow: secrets2.allow?.map(withoutUndefined) });
}
function completeBranch(branch2) {
  return { ...withoutUndefined(branch2), bypass: branch2.bypass.map(withoutUndefined) };
}
function completeRule({ name, when, then, reason, approve: approve2 }) {
  const complete = { name, when: completeWhen(when), then };
  if (reason !== void 0) complete.reason = reason;
  if (then !== "hold") return complete;
  const { teams = [], users = [], permission: permission2 } = approve2?.by ?? {};
  const isOpen = teams.length === 0 && users.length === 0;
  const least = permission2 ?? (isOpen ? "write" : void 0);
  complete.approve = {
    by: { teams, users, ...least === void 0 ? {} : { permission: least } },
    count: approve2?.count ?? 1
  };
  return complete;
}
function completeWhen(when) {
  const { prompt, response, push: push2, runner: runner2, ...rest } = when;
  const tool = when.tool ?? (when.process === void 0 ? impliedTools(when) : void 0);
  return withoutUndefined({
    prompt: prompt && withoutUndefined(prompt),
    response: response && withoutUndefined(response),
    push: push2 && withoutUndefined(push2),
    runner: runner2 && withoutUndefined(runner2),
    ...withoutUndefined(rest),
    ...tool === void 0 ? {} : { tool }
  });
}
function impliedTools(when) {
  if (when.command !== void 0) return ["shell"];
  if (when.mcp !== void 0) return ["mcp"];
  if (when.url !== void 0) return ["fetch"];
  if (when.name !== void 0) return ["other"];
  return when.path === void 0 ? void 0 : ["read", "write", "edit", "delete"];
}
function withoutUndefined(value) {
  const entries = Object.entries(value).filter(([, entry]) => entry !== void 0);
  return Object.fromEntries(entries);
}
var wholeKeys = /* @__PURE__ */ new Set(["enforcement", "branches", "rules", "cases"]);
function statedKeys(file) {
  const { version: _, floor: __, ...sections2 } = file;
  return Object.entries(sections2).flatMap(([key, value]) => {
    if (value === void 0) return [];
    if (wholeKeys.has(key)) return [key];
    return [key, ...Object.keys(value).map((inner) => `${key}.${inner}`)];
  });
}

// src/core/policy/built-in.ts
var guarded = [".github/workflows/**", ".github/actions/**", ".github/cursor-guard.yml"];
var deny = (rule2) => ({ ...rule2, then: "deny", source: "built-in" });
var rules = [
  deny({
    name: "agents do not change workflows or the policy",
    when: { push: { paths: guarded } },
    reason: "Workflows and the policy decide what later runs may do. Leave those files out of the push, or ask a person to change them."
  })
];
var builtInPolicy = {
  ...withDefaults({ version: 1 }),
  branches: [
    {
      match: ["~DEFAULT_BRANCH"],
      force_push: "deny",
      delete: "deny",
      required_checks: [],
      linear_history: false,
      signed_commits: false,
      bypass: [],
      source: "built-in"
    }
  ],
  rules
};

// src/runner/policy/run-policy.ts
import { readFile as readFile4, realpath as realpath2 } from "node:fs/promises";

// src/core/policy/subject.ts
var toolKinds = [
  "shell",
  "write",
  "edit",
  "delete",
  "read",
  "mcp",
  "fetch",
  "other"
];
var processKinds = ["hook", "mcp", "plugin"];

// src/core/policy/file/file-when.ts
var notTool = toolKinds.map((kind) => `!${kind}`);
var toolKind = external_exports.enum([...toolKinds, ...notTool]);
var notProcess = processKinds.map((kind) => `!${kind}`);
var processKind = external_exports.enum([...processKinds, ...notProcess]);
var update = external_exports.enum(["create", "fast-forward", "rewrite", "delete"]);
var cloudAction = external_exports.enum(["create", "follow-up", "read", "change", "unknown"]);
var text = external_exports.strictObject({
  text: oneOrMore(glob).optional().meta({ description: "Globs over the whole text, without case." })
});
var push = external_exports.strictObject({
  paths: oneOrMore(repositoryPath).optional().meta({ description: "Globs over the changed paths; one path is enough." }),
  update: oneOrMore(update).optional().meta({ description: "What happens to the ref." }),
  secrets: external_exports.boolean().optional().meta({ description: "Whether a new object holds a secret." }),
  authors: oneOrMore(glob).optional().meta({ description: "Globs over the e-mail addresses of authors; one is enough." }),
  larger_than: count(0).optional().meta({ description: 'Bytes; "10M" and the like.' })
});
var runner = external_exports.strictObject({
  workflow: oneOrMore(glob).optional().meta({ description: "File name, as in nightly.yml." }),
  environment: oneOrMore(glob).optional().meta({ description: "The job's environment." }),
  event: oneOrMore(glob).optional().meta({ description: "As in push or pull_request." }),
  kind: oneOrMore(glob).optional().meta({ description: "github-hosted or self-hosted." }),
  ref: oneOrMore(refPattern).optional().meta({ description: "The ref the workflow file was read from." })
});
var kindKeys = [
  "prompt",
  "response",
  "tool",
  "push",
  "github",
  "egress",
  "cloud-agent",
  "process"
];
var laterKinds = ["github", "egress"];
var later = { description: "Not in this version.", deprecated: true, not: {} };
var whenSchema = external_exports.strictObject({
  prompt: text.optional().meta({ description: "What the agent is asked." }),
  response: text.optional().meta({ description: "What the model answers." }),
  tool: anyOrMore(toolKind).optional().meta({ description: "A tool call; {} for any." }),
  command: oneOrMore(pattern(commandProblem)).optional().meta({ description: "First words of a command a shell would run." }),
  path: oneOrMore(toolPath).optional().meta({ description: "The file a tool reads, writes, edits or deletes." }),
  mcp: oneOrMore(glob).optional().meta({ description: "server/tool of an MCP call." }),
  url: oneOrMore(glob).optional().meta({ description: "The address a tool fetches." }),
  name: oneOrMore(glob).optional().meta({ description: "The name of a tool of kind other." }),
  push: push.optional().meta({ description: "One ref update of a git push." }),
  github: anyOrMore(pattern(githubProblem)).optional().meta(later),
  egress: anyOrMore(pattern(hostProblem)).optional().meta(later),
  "cloud-agent": anyOrMore(cloudAction).optional().meta({ description: "A call about Cursor's cloud agents." }),
  process: anyOrMore(processKind).optional().meta({ description: "What the client starts by itself; {} for any." }),
  branch: oneOrMore(refPattern).optional().meta({ description: "The pushed ref, else the branch the run works on." }),
  repository: oneOrMore(glob).optional().meta({ description: "owner/name." }),
  actor: oneOrMore(glob).optional().meta({ description: "The account the run works for." }),
  model: oneOrMore(glob).optional().meta({ description: "The model that was asked." }),
  runner: runner.optional().meta({ description: "Identity of the runner." })
});

// src/core/policy/file/file-checks.ts
function checkFile(file, organisation) {
  const problems = checkSections(file, []);
  if (file.floor === void 0) return problems;
  if (organisation) return [...problems, ...checkSections(file.floor, ["floor"])];
  const message = "only the organisation's file can set a floor; move it to the .github repository";
  return [...problems, { path: ["floor"], message }];
}
function checkSections(sections2, at) {
  const rules2 = sections2.rules ?? [];
  const { wait, expires } = sections2.approval ?? {};
  return [
    ...rules2.flatMap((rule2, index) => checkRule(rule2, [...at, "rules", index])),
    ...duplicates(rules2, "name", [...at, "rules"], "rule"),
    ...duplicates(sections2.secrets?.rules ?? [], "id", [...at, "secrets", "rules"], "secret rule"),
    ...wait !== void 0 && expires !== void 0 && wait > expires ? [{ path: [...at, "approval", "wait"], message: "expected no longer than approval.expires" }] : []
  ];
}
function duplicates(entries, key, at, what) {
  const seen = /* @__PURE__ */ new Map();
  return entries.flatMap((entry, index) => {
    const name = entry[key].toLowerCase().replace(/\s+/g, " ");
    const first = seen.get(name);
    if (first === void 0) seen.set(name, index);
    if (first === void 0) return [];
    const message = `another ${what} is called that (number ${first + 1}); names must differ`;
    return [{ path: [...at, index, key], message }];
  });
}
function checkRule(rule2, at) {
  const problems = checkKind(rule2, [...at, "when"]);
  if (rule2.approve !== void 0 && rule2.then !== "hold") {
    problems.push({
      path: [...at, "approve"],
      message: 'only a rule with "then: hold" is approved'
    });
  }
  const isMasked = ["prompt", "response", "tool"].includes(kindOf(rule2) ?? "tool");
  if (rule2.then === "mask" && !isMasked) {
    const message = "only prompts, responses and tool calls can be masked; expected deny, hold or warn";
    problems.push({ path: [...at, "then"], message });
  }
  return problems;
}
var narrowing = { command: "shell", mcp: "mcp", url: "fetch", name: "other" };
var fileTools = ["read", "write", "edit", "delete"];
function kindOf({ when }) {
  const kinds = kindKeys.filter((key) => when[key] !== void 0);
  const implied = Object.keys(narrowing).some(
    (key) => when[key] !== void 0
  );
  return kinds[0] ?? (implied || when.path !== void 0 ? "tool" : void 0);
}
var isLater = (key) => laterKinds.some((kind) => kind === key);
function checkKind({ when }, at) {
  const kinds = kindKeys.filter((key) => when[key] !== void 0);
  const implied = Object.keys(narrowing).filter((key) => key in when && when[key]);
  const list = kindKeys.filter((key) => !isLater(key)).join(", ");
  if (kinds.length > 1) {
    const message = `expected one kind of action, found ${kinds.join(" and ")}; write a rule for each`;
    return [{ path: at, message }];
  }
  if (kinds.length === 0 && implied.length === 0 && when.path === void 0) {
    return [{ path: at, message: `expected the kind of action: one of ${list}` }];
  }
  const kind = kinds[0] ?? "tool";
  return [...implied, ...when.path ? ["path"] : []].flatMap((key) => {
    const message = misplaced(key, kind, when.tool);
    return message === void 0 ? [] : [{ path: [...at, key], message }];
  });
}
function misplaced(key, kind, tools) {
  if (kind === "process" && key === "command") return void 0;
  if (kind !== "tool") {
    const instead = key === "path" && kind === "push" ? "; for a push write push: { paths: \u2026 }" : "";
    return `belongs to tool calls, and this rule is about ${kind}${instead}`;
  }
  const wanted = key === "path" ? fileTools : [narrowing[key]];
  const named2 = tools?.filter((tool) => !tool.startsWith("!")) ?? [];
  if (named2.length === 0 || named2.every((tool) => wanted.includes(tool))) return void 0;
  return `belongs to the tools ${wanted.join(", ")}; write a rule for each kind of tool`;
}

// src/core/policy/file/secret-pattern.ts
var maxSecretPatternLength = 500;
var maxRepetitions = 1e3;
function secretPatternProblem(pattern2) {
  if (pattern2.length > maxSecretPatternLength) {
    return `is longer than ${maxSecretPatternLength} characters`;
  }
  if (repetitions(pattern2) > maxRepetitions) {
    return `repeats more than ${maxRepetitions} times in all; * and + do not count`;
  }
  try {
    return RE2JS.compile(pattern2).matches("") ? "matches the empty text" : void 0;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return explain(pattern2, error.message);
  }
}
function repetitions(pattern2) {
  const counts = pattern2.matchAll(/\{(\d{1,9})(?:,(\d{0,9}))?\}/g);
  return counts.reduce((sum, [, least, most]) => sum + Number(most || least), 0);
}
function explain(pattern2, message) {
  if (/\(\?<?[=!]/.test(pattern2))
    return "looks ahead or behind, which linear-time matching cannot do";
  if (/\\[1-9k]/.test(pattern2))
    return "refers back to a group, which linear-time matching cannot do";
  const plain2 = message.replace(/^error parsing regexp: /, "").replace(new RegExp("\\p{C}", "gu"), "?");
  return `is not a valid RE2 pattern: ${plain2.slice(0, 120)}`;
}

// src/core/policy/file/file-schema.ts
var restriction = external_exports.enum(["deny", "hold", "allow"]);
var permission = external_exports.enum(["read", "triage", "write", "maintain", "admin"]);
var day = external_exports.string().regex(/^\d{4}-\d{2}-\d{2}$/, "expected a day such as 2027-03-01").refine((text2) => (/* @__PURE__ */ new Date(`${text2}T00:00:00Z`)).toJSON()?.startsWith(text2) === true, {
  error: "expected a day of the calendar"
});
var branch = external_exports.strictObject({
  match: oneOrMore(refPattern).meta({ description: "Branch names or full refs; globs." }),
  force_push: restriction.default("deny").meta({ description: "Updates that drop commits." }),
  delete: restriction.default("deny").meta({ description: "Deletion of the ref." }),
  pull_request: external_exports.strictObject({
    approvals: wholeNumber(0, 10).default(1),
    dismiss_stale: external_exports.boolean().default(true),
    code_owners: external_exports.boolean().default(false),
    last_push_approval: external_exports.boolean().default(false)
  }).optional().meta({ description: "Changes need a pull request with these conditions." }),
  required_checks: listOf(line(100)).default([]),
  linear_history: external_exports.boolean().default(false),
  signed_commits: external_exports.boolean().default(false),
  bypass: listOf(
    external_exports.strictObject({
      actor: external_exports.string().regex(
        /^[A-Za-z0-9][\w-]{0,99}(?:\[bot\])?$/,
        'expected a login, or an app as "name[bot]"'
      ),
      reason: line(300),
      until: day.optional()
    })
  ).default([]).meta({ description: "Who may rewrite or delete these refs without the App restoring them." })
});
var secrets = external_exports.strictObject({
  inline: external_exports.enum(["mask", "warn"]).optional().meta({ description: "Streams and written files." }),
  push: external_exports.enum(["deny", "hold", "warn"]).optional().meta({ description: "A push with a secret." }),
  pushed: external_exports.enum(["warn", "block", "quarantine"]).optional().meta({ description: "What the App does about a secret in commits that have arrived." }),
  known: listOf(
    external_exports.string().regex(/^[A-Za-z_]\w{0,127}$/, "expected the name of an environment variable")
  ).optional().meta({ description: "Environment variables whose values are masked." }),
  rules: external_exports.array(
    external_exports.strictObject({
      id: external_exports.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "expected lower-case letters, digits and -"),
      pattern: checked(secretPatternProblem).meta({ description: "RE2 syntax." }),
      keywords: listOf(external_exports.string().min(3, "expected at least 3 characters").max(100)).min(1, "expected at least one keyword, so that the pattern need not run everywhere").meta({ description: "The pattern runs only near one of these." })
    })
  ).max(50, "expected at most 50 rules").optional(),
  allow: listOf(
    external_exports.strictObject({
      fingerprint: external_exports.string({ error: "expected a fingerprint as reported, in quotes" }).regex(/^[\w:.+/=-]{6,200}$/, "expected a fingerprint as reported").optional(),
      path: checked(secretPathProblem).optional().meta({ description: "Files in which it counts, in scans and pushes; a glob." }),
      reason: line(300),
      until: day.optional()
    }).refine(({ fingerprint, path }) => fingerprint !== void 0 || path !== void 0, {
      error: "expected a fingerprint, a path, or both"
    })
  ).optional().meta({ description: "Findings that are not secrets." }),
  allow_inline: external_exports.boolean().optional().meta({ description: "Comments may except findings of `cursor-guard scan`." })
});
var approve = external_exports.strictObject({
  by: external_exports.strictObject({
    teams: listOf(external_exports.string().regex(/^[\w.-]{1,100}$/, "expected the slug of a team")).default([]),
    users: listOf(external_exports.string().regex(/^[\w-]{1,100}$/, "expected the login of a person")).default(
      []
    ),
    permission: permission.optional()
  }).default({ teams: [], users: [] }),
  count: wholeNumber(1, 10).default(1)
});
var rule = external_exports.strictObject({
  name: line(120).meta({ description: "Stands in refusals, check runs and the recording." }),
  when: whenSchema,
  // biome-ignore lint/suspicious/noThenProperty: the file's own word, never awaited
  then: external_exports.enum(verdicts).meta({ description: "The strictest matching rule wins." }),
  reason: line(500).optional().meta({ description: "Shown to whoever is refused." }),
  approve: approve.optional().meta({ description: "Who releases a hold." })
});
var sections = {
  enforcement: external_exports.enum(["enforce", "audit"]).optional().meta({ description: "audit judges and records, and lets pass." }),
  branches: listOf(branch).optional(),
  secrets: secrets.optional(),
  rules: listOf(rule).optional(),
  limits: external_exports.strictObject({
    minutes: wholeNumber(1, 10080).optional(),
    tokens: count(1).optional(),
    tool_calls: count(0).optional(),
    pushes: count(0).optional(),
    reached: external_exports.enum(["end", "hold"]).optional()
  }).optional(),
  git: external_exports.strictObject({
    repositories: listOf(repositoryName).optional().meta({ description: "Further repositories of the session, as the forge spells them." }),
    push_options: external_exports.enum(["deny", "allow"]).optional().meta({ description: "Whether `git push -o` reaches the forge." }),
    refs_per_push: wholeNumber(1, 1e3).optional().meta({ description: "Most branches and tags of one push." })
  }).optional().meta({ description: "What a session may do by git." }),
  agents: external_exports.strictObject({
    cloud: restriction.optional().meta({ description: "Starting Cursor's cloud agents." }),
    identities: listOf(line(100)).optional().meta({ description: "Accounts that are agents." })
  }).optional(),
  cursor: external_exports.strictObject({
    unknown_calls: external_exports.enum(["deny", "allow"]).optional().meta({ description: "Calls to Cursor's service that an agent's run does not need." })
  }).optional().meta({ description: "What may be asked of Cursor's service." }),
  egress: external_exports.strictObject({
    default: external_exports.enum(["deny", "allow"]).optional(),
    allow: listOf(pattern(hostProblem)).optional()
  }).optional().meta(later),
  recording: external_exports.strictObject({
    retention: duration("1d", "3650d").optional(),
    require: external_exports.boolean().optional(),
    artifact: external_exports.enum(["full", "summary", "off"]).optional(),
    sinks: external_exports.unknown().optional().meta(later)
  }).optional(),
  approval: external_exports.strictObject({
    wait: duration("0s", "6h").optional().meta({ description: "How long a call is held open." }),
    expires: duration("1m", "30d").optional().meta({ description: "How long one can decide." }),
    after_job: external_exports.unknown().optional().meta(later),
    self: external_exports.boolean().optional(),
    park: external_exports.unknown().optional().meta(later)
  }).optional()
};
var fileSchema = external_exports.strictObject({
  version: external_exports.literal(1, { error: "expected 1, the only version there is" }),
  ...sections,
  cases: listOf(line(300)).optional().meta({ description: "Case files for `policy test`." }),
  floor: external_exports.strictObject(sections).optional().meta({ description: "In the organisation's file: what no repository may loosen." })
}).meta({
  title: "cursor-guard policy",
  description: ".github/cursor-guard.yml: what Cursor may do in this repository."
});

// src/core/policy/file/later-keys.ts
var laterKeys = { recording: ["sinks"], approval: ["after_job", "park"] };
function findLaterKeys(value, then) {
  const file = keysOf(value);
  const found = [...inSections(file, []), ...inSections(keysOf(file.floor), ["floor"])];
  return found.map((place) => ({ ...place, message: `not in this version; ${then}` }));
}
function inSections(sections2, at) {
  const rules2 = Array.isArray(sections2.rules) ? sections2.rules : [];
  return [
    ...placesOf(sections2, at, ["egress"]),
    ...Object.entries(laterKeys).flatMap(
      ([section, keys]) => placesOf(keysOf(sections2[section]), [...at, section], keys)
    ),
    ...rules2.flatMap(
      (rule2, index) => placesOf(keysOf(keysOf(rule2).when), [...at, "rules", index, "when"], laterKinds)
    )
  ];
}
var placesOf = (map, path, keys) => keys.filter((key) => Object.hasOwn(map, key)).map((key) => ({ path, key }));
var keysOf = (value) => typeof value === "object" && value !== null ? value : {};
function withoutLaterKeys(file) {
  const { floor } = file;
  return { ...cut(file), ...floor === void 0 ? {} : { floor: cut(floor) } };
}
function cut({ egress: _, ...sections2 }) {
  const { rules: rules2, recording, approval } = sections2;
  return {
    ...sections2,
    rules: rules2?.filter(isCarriedOut),
    recording: recording && without(recording, laterKeys.recording),
    approval: approval && without(approval, laterKeys.approval)
  };
}
var isCarriedOut = ({ when }) => laterKinds.every((kind) => when[kind] === void 0);
var without = (map, keys) => Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));

// src/core/policy/file/problems.ts
var maxExplained = 500;
function toProblems(issues, schema) {
  const problems = [];
  for (const issue of issues) {
    problems.push(...explain2(issue, [], schema));
    if (problems.length >= maxExplained) break;
  }
  return problems.slice(0, maxExplained);
}
function explain2(issue, at, schema) {
  const path = [...at, ...issue.path.map((key) => typeof key === "number" ? key : String(key))];
  if (issue.code === "unrecognized_keys") {
    const known = [...new Set(knownKeys(path, schema))];
    const keys = issue.keys.slice(0, maxExplained);
    return keys.map((key) => ({ path, key, message: unknownKey(key, known) }));
  }
  if (issue.code === "invalid_union") return explainUnion(issue, path, schema);
  return [{ path, message: messageOf(issue) }];
}
function explainUnion(issue, path, schema) {
  if ("discriminator" in issue) {
    return [{ path, message: 'expected a kind of action, such as "tool", "push" or "prompt"' }];
  }
  if (issue.message !== "Invalid input") return [{ path, message: issue.message }];
  const [nearest = []] = issue.errors.filter((errors) => errors.every((error) => !isWrongKind(error))).sort((a, b) => remoteness(a) - remoteness(b));
  if (nearest.length > 0) return nearest.flatMap((error) => explain2(error, path, schema));
  const kinds = issue.errors.flatMap((errors) => errors.slice(0, 1).map(kindOf2));
  return [{ path, message: `expected ${[...new Set(kinds)].join(" or ")}` }];
}
var remoteness = (errors) => errors.length + (errors.some(({ path }) => path[0] === "kind") ? 1e3 : 0);
var isWrongKind = (issue) => issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_union");
var words = {
  array: "a list",
  object: "keys and values",
  record: "keys and values",
  string: "text",
  boolean: "true or false",
  int: "a whole number",
  number: "a number"
};
function kindOf2(issue) {
  if (issue.code === "invalid_type") return words[issue.expected] ?? issue.expected;
  return messageOf(issue).replace(/^expected /, "");
}
function messageOf(issue) {
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  if (issue.code === "invalid_value") {
    const values = issue.values.map((value) => JSON.stringify(value));
    return `expected ${values.length > 1 ? "one of " : ""}${values.join(", ")}`;
  }
  if (issue.code === "invalid_type") {
    return `expected ${words[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === "too_big") return `expected at most ${issue.maximum}`;
  if (issue.code === "too_small") return `expected at least ${issue.minimum}`;
  return "expected something else; see docs/policy.md";
}
function unknownKey(key, known) {
  const near = nearestKey(key, known);
  if (near !== void 0) return `unknown key; did you mean "${near}"?`;
  return known.length === 0 ? "unknown key" : `unknown key; expected one of ${known.join(", ")}`;
}
var jsonSchemas = /* @__PURE__ */ new WeakMap();
function knownKeys(path, schema) {
  const whole = jsonSchemas.get(schema) ?? external_exports.toJSONSchema(schema, { io: "input" });
  jsonSchemas.set(schema, whole);
  let schemas = alternativesOf(whole);
  for (const key of path) {
    schemas = schemas.flatMap((schema2) => {
      const next = typeof key === "number" ? schema2.items : schema2.properties?.[key];
      return next === void 0 ? [] : alternativesOf(next);
    });
  }
  return schemas.flatMap(
    ({ properties = {} }) => Object.keys(properties).filter((key) => properties[key]?.deprecated !== true)
  );
}
var alternativesOf = (schema) => [
  schema,
  ...[...schema.anyOf ?? [], ...schema.oneOf ?? []].flatMap(alternativesOf)
];
function nearestKey(key, known) {
  const spelled = key.slice(0, 40).toLowerCase().replaceAll("-", "_");
  const [nearest] = known.map((candidate) => ({
    candidate,
    distance: distance(spelled, candidate.replaceAll("-", "_"))
  })).filter((entry) => entry.distance <= Math.max(1, Math.floor(entry.candidate.length / 3))).sort((a, b) => a.distance - b.distance);
  return nearest?.candidate;
}
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

// src/core/policy/file/read-file.ts
var maxProblems = 50;
function readWithSource(schema, bytes, path, { checkText = () => [], check = () => [] }) {
  const source = readYamlSafely(bytes);
  if (Array.isArray(source)) throw invalid(source.map((mistake) => lineOf(path, mistake, "file")));
  const result = schema.safeParse(source.value);
  const problems = [
    ...checkText(source.value),
    ...result.success ? check(result.data) : toProblems(result.error.issues, schema)
  ];
  if (result.success && problems.length === 0) return { value: result.data, source };
  throw invalid(remarkOn(source, path, problems));
}
function remarkOn(source, path, remarks) {
  return remarks.map((remark) => locate(remark, source)).sort((a, b) => a.line - b.line || a.column - b.column).map((mistake) => lineOf(path, mistake, mistake.key));
}
function readYamlSafely(bytes) {
  try {
    return readYaml(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ line: 1, column: 1, message: "the file is nested too deeply to be read" }];
  }
}
function locate({ path, key, message }, source) {
  if (key !== void 0) {
    return { ...source.placeOfKey(path, key), key: keyText([...path, key]), message };
  }
  const missing = source.has(path) ? "" : "is missing; ";
  return { ...source.placeOf(path), key: keyText(path), message: `${missing}${message}` };
}
var lineOf = (file, { line: line2, column, message }, key) => `${file}:${line2}:${column}: ${key}: ${message}`;
function keyText(path) {
  const text2 = path.map((key) => typeof key === "number" ? `[${key}]` : `.${plain(key)}`).join("");
  return text2.replace(/^\./, "") || "file";
}
var plain = (key) => key.slice(0, 60).replace(/[^\p{L}\p{N}\x20-\x7e]/gu, "?");
function invalid(lines) {
  const shown = lines.slice(0, maxProblems);
  if (lines.length > maxProblems) shown.push(`\u2026 and ${lines.length - maxProblems} more`);
  return new GuardError("POLICY_INVALID", shown.join("\n"), {
    hint: "Fix the lines above; `cursor-guard policy check FILE` says when all is well."
  });
}

// src/core/policy/file/parse.ts
function parsePolicy(bytes, path, { organisation = false, inForce = false } = {}) {
  const { value, source } = readWithSource(fileSchema, bytes, path, {
    checkText: (text2) => inForce ? [] : findLaterKeys(text2, "leave it out"),
    check: (file) => checkFile(file, organisation)
  });
  const ignored = remarkOn(source, path, findLaterKeys(source.value, "ignored"));
  return {
    ...withDefaults(withoutLaterKeys(value)),
    ...writtenDurations(source),
    ...ignored.length === 0 ? {} : { ignored }
  };
}
function writtenDurations({ value }) {
  const sections2 = value;
  const written = ["approval", "recording"].flatMap(
    (section) => Object.entries(sections2[section] ?? {}).flatMap(
      ([key, text2]) => typeof text2 === "string" && isDuration(text2) ? [[`${section}.${key}`, text2]] : []
    )
  );
  return written.length === 0 ? {} : { written: Object.fromEntries(written) };
}

// src/runner/policy/forge-policy.ts
var maxAnswerBytes = 5 * 1048576;
var answerMs = 1e4;
async function readForgePolicy(question) {
  const repository = `/repos/${question.repository.split("/").map(encodeURIComponent).join("/")}`;
  const ask = (path, accept = json) => askForge(question, `${repository}${path}`, accept);
  const branch2 = question.branch ?? await defaultBranch(ask);
  const ref = `/git/ref/heads/${branch2.split("/").map(encodeURIComponent).join("/")}`;
  const found = refSchema.safeParse(readJson(await ask(ref)));
  if (!found.success)
    throw unreadable(`the default branch ${branch2} has no commit that can be read`);
  const commit = found.data.object.sha;
  const bytes = await ask(`/contents/${policyPath}?ref=${commit}`, raw);
  return { commit: commit.slice(0, 12), ...bytes === void 0 ? {} : { bytes } };
}
var json = "application/vnd.github+json";
var raw = "application/vnd.github.raw+json";
var refSchema = object({
  object: object({ type: literal("commit"), sha: string().regex(/^[0-9a-f]{40,64}$/) })
});
var repositorySchema = object({ default_branch: string().min(1) });
async function defaultBranch(ask) {
  const answer = await ask("");
  if (answer === void 0) throw unreadable("the repository cannot be seen");
  const found = repositorySchema.safeParse(readJson(answer));
  if (!found.success) throw unreadable("the repository has no default branch");
  return found.data.default_branch;
}
function readJson(bytes) {
  try {
    return JSON.parse(bytes?.toString("utf8") ?? "null");
  } catch {
    return null;
  }
}
async function askForge({ api, token, client }, path, accept) {
  let status;
  try {
    const reply = await client.http1({
      base: api,
      method: "GET",
      path,
      headers: {
        accept,
        ...token === void 0 ? {} : { authorization: `Bearer ${token}` },
        "user-agent": "cursor-guard",
        "x-github-api-version": "2022-11-28"
      },
      signal: AbortSignal.timeout(answerMs)
    });
    const body = await readBody(reply, maxAnswerBytes);
    if (reply.statusCode === 200) return body;
    status = reply.statusCode;
  } catch (cause) {
    throw unreadable("the forge did not answer", cause);
  }
  if (status === 404) return void 0;
  throw unreadable(`the forge answered ${status}`);
}
var unreadable = (why, cause) => new GuardError("UPSTREAM_FAILED", `cannot read ${policyPath} of the default branch: ${why}`, {
  hint: "Give the job permissions: contents: read, or name a policy file (--policy, or the input policy).",
  cause
});

// src/runner/policy/known-policies.ts
import { createHash, randomBytes as randomBytes2 } from "node:crypto";
import { readFile as readFile3, realpath, rename as rename2, writeFile as writeFile3 } from "node:fs/promises";
import { dirname, join as join4 } from "node:path";
var fileDigest = (bytes) => bytes === void 0 ? "none" : createHash("sha256").update(bytes).digest("hex");
var knownSchema = strictObject({
  version: literal(1),
  folder: string(),
  /** Digests a policy of this workspace may have, newest first. */
  digests: array(string().regex(/^(?:none|[0-9a-f]{64})$/))
});
var maxDigests = 20;
var knownPoliciesOf = (environment) => createKnownPolicies(join4(stateDirectory(environment), "policies"));
function createKnownPolicies(directory) {
  const fileOf = (folder) => join4(directory, `${createHash("sha256").update(folder).digest("hex").slice(0, 32)}.json`);
  const readOne = async (folder) => {
    const file = fileOf(folder);
    try {
      const known = knownSchema.parse(JSON.parse(await readFile3(file, "utf8")));
      if (known.folder !== folder) throw new Error("it is about another folder");
      return known.digests;
    } catch (cause) {
      if (cause.code === "ENOENT") return void 0;
      throw new GuardError("INPUT_INVALID", `${file}: the known policies cannot be read`, {
        hint: "Look at the file; remove it if nobody but you has worked in that folder.",
        cause
      });
    }
  };
  return {
    async find(folder) {
      for (let at = await realpath(folder); ; at = dirname(at)) {
        const digests = await readOne(at);
        if (digests !== void 0 || at === dirname(at)) return digests;
      }
    },
    has: async (folder) => await readOne(folder) !== void 0,
    async add(folder, digests) {
      const real = await realpath(folder);
      const known = await readOne(real) ?? [];
      const all = [.../* @__PURE__ */ new Set([...digests, ...known])].slice(0, maxDigests);
      const file = fileOf(real);
      const beside = `${file}.${randomBytes2(6).toString("hex")}`;
      try {
        await makeFolder(directory);
        const text2 = JSON.stringify({ version: 1, folder: real, digests: all });
        await writeFile3(beside, `${text2}
`, { mode: 384, flag: "wx" });
        await rename2(beside, file);
      } catch (cause) {
        throw new GuardError(
          "INPUT_INVALID",
          `${file}: the policy in force cannot be written down`,
          { hint: "Make your state folder writable (XDG_STATE_HOME says where it is).", cause }
        );
      }
    }
  };
}
function refuseUnknown(known, digest, workspace) {
  if (known === void 0 || known.includes(digest)) return;
  const where = printableLine(workspace, 300);
  throw new GuardError(
    "POLICY_INVALID",
    `the policy of ${where} is another one than at the last guarded session there, which could have changed it`,
    {
      hint: "Look at what changed in .github/cursor-guard.yml; then pass the file to go by with --policy FILE once. Where GITHUB_REPOSITORY is set, the forge is asked instead."
    }
  );
}

// src/runner/policy/workspace-policy.ts
import { join as join5 } from "node:path";
var maxBytes = 8 << 20;
async function readWorkspacePolicy(workspace, findProgram) {
  var _stack = [];
  try {
    const repository = __using(_stack, await openForeignRepository(workspace, { findProgram }), true);
    if (repository === void 0) {
      const notes = await readFileThere(workspace) === void 0 ? [] : [uncommitted];
      return { isRepository: false, isCheckedOut: false, notes };
    }
    const ask = asker(repository);
    const found = await remoteDefault(ask) ?? await checkedOut(ask);
    const file = found === void 0 ? void 0 : await readCommitted(ask, found.commit);
    const there = await readFileThere(repository.root);
    return {
      ...file === void 0 ? {} : { file },
      isRepository: true,
      isCheckedOut: found?.isCheckedOut === true,
      notes: there === void 0 ? [] : compare(there, file)
    };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
var uncommitted = `${policyPath} is not committed: it does not count`;
function compare(there, file) {
  if (file === void 0) return [uncommitted];
  const plain2 = (bytes) => bytes.toString("latin1").replaceAll("\r\n", "\n");
  if (plain2(there) === plain2(file.bytes)) return [];
  return [`${policyPath} here differs from that of ${file.commit}, which counts`];
}
var readFileThere = (root) => readSmall(join5(root, policyPath)).catch(() => void 0);
function asker({ root, run }) {
  return async (what, args, { alsoCode, commit } = {}) => {
    const { code, stdout, said, stderr } = await run(args, { maxBytes });
    const isAnswer = code === 0 || code === alsoCode;
    if (isAnswer && !/ignoring broken ref|ignoring ref with broken name/.test(stderr)) {
      return stdout;
    }
    throw unreadable2(`${what} of ${root} cannot be read${said === "" ? "" : ` (${said})`}`, commit);
  };
}
var remote = "refs/remotes/origin";
var remoteNames = [`${remote}/HEAD`, `${remote}/main`, `${remote}/master`];
async function remoteDefault(ask) {
  const tips = await tipsOf(ask, "the remote branches", remoteNames);
  const commit = remoteNames.map((name) => tips.get(name)).find((tip) => tip !== void 0);
  return commit === void 0 ? void 0 : { commit, isCheckedOut: false };
}
async function checkedOut(ask) {
  const branch2 = (await ask("HEAD", ["symbolic-ref", "-q", "HEAD"], { alsoCode: 1 })).toString("utf8").trim();
  if (branch2 !== "") {
    const commit = (await tipsOf(ask, "HEAD", [branch2])).get(branch2);
    return commit === void 0 ? void 0 : { commit, isCheckedOut: true };
  }
  const out = await ask("HEAD", ["rev-parse", "--verify", "--end-of-options", "HEAD^{commit}"]);
  return { commit: out.toString("utf8").trim(), isCheckedOut: true };
}
async function tipsOf(ask, what, names) {
  const format = "--format=%(refname) %(objecttype) %(objectname)";
  const listed = await ask(what, ["for-each-ref", format, ...names]);
  const tips = /* @__PURE__ */ new Map();
  for (const line2 of listed.toString("utf8").split("\n")) {
    const [name = "", type, id = ""] = line2.split(" ");
    if (!names.includes(name)) continue;
    if (type !== "commit") throw unreadable2(`${name} is no commit but a ${type}`);
    tips.set(name, id);
  }
  return tips;
}
async function readCommitted(ask, commit) {
  const short = commit.slice(0, 12);
  const tree = ["ls-tree", "-z", "--full-tree", "--end-of-options", commit, "--", policyPath];
  const listed = (await ask(`the tree of ${short}`, tree, { commit })).toString("utf8");
  if (listed === "") return void 0;
  const [mode = "", , id = ""] = listed.split(/[ \t]/);
  if (!/^100/.test(mode)) throw unreadable2(`${short}:${policyPath} is a link or a folder, no file`);
  const bytes = await ask(`${short}:${policyPath}`, ["cat-file", "blob", id], { commit });
  return { bytes, commit: short };
}
function unreadable2(why, commit) {
  const fetched = commit === void 0 ? "" : ` (where a partial clone lacks the file, this fetches it: git cat-file -e ${commit}:${policyPath})`;
  return new GuardError("POLICY_INVALID", `the policy cannot be read: ${why}`, {
    hint: `Mend the repository${fetched}, or name the policy with --policy FILE.`
  });
}

// src/runner/policy/run-policy.ts
var unverified = "policy: from the workspace, not verified";
var checkedOut2 = "policy read from the checked out commit";
async function readRunPolicy(question) {
  if (question.file !== void 0) return named(question, question.file);
  const forge = await fromForge(question);
  if ("source" in forge) return forge;
  const local = await readWorkspacePolicy(question.workspace, question.findProgram);
  const digest = fileDigest(local.file?.bytes);
  const known = knownPoliciesOf(question.environment);
  refuseUnknown(await known.find(question.workspace), digest, question.workspace);
  const chosen = effective(local.file);
  return {
    ...chosen,
    reasons: [
      ...local.isRepository ? [unverified] : [],
      ...local.isCheckedOut ? [checkedOut2] : [],
      ...chosen.reasons
    ],
    notes: [...forge.notes, ...local.notes, ...chosen.notes],
    remember: async () => known.add(await rootOf(question.workspace), [digest])
  };
}
async function named(question, file) {
  const bytes = await readFile4(file).catch((cause) => {
    throw new GuardError(
      "INPUT_INVALID",
      `${file}: the policy file cannot be read (${cause.code})`,
      { hint: "Name an existing file with --policy, or leave the option out.", cause }
    );
  });
  return {
    policy: parsePolicy(bytes, file),
    source: file,
    reasons: [],
    notes: [],
    remember: await memoryOf(question, fileDigest(bytes))
  };
}
async function fromForge(question) {
  const { api, token, branch: branch2, insist, environment } = question;
  const { GITHUB_REPOSITORY: given } = environment;
  if (!given || api === void 0) return { notes: [] };
  if (!/^[A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100}$/.test(given)) {
    throw new GuardError(
      "INPUT_INVALID",
      `GITHUB_REPOSITORY: OWNER/NAME was expected, not ${given}`
    );
  }
  const client = createUpstreamClient(environment);
  try {
    const found = await readForgePolicy({ api, token, branch: branch2, repository: given, client });
    const { bytes, commit } = found;
    return {
      ...effective(bytes === void 0 ? void 0 : { bytes, commit }),
      remember: await memoryOf(question, fileDigest(bytes))
    };
  } catch (error) {
    if (insist || !(error instanceof GuardError) || error.code !== "UPSTREAM_FAILED") throw error;
    return { notes: [`${error.message}; the workspace's is taken`] };
  } finally {
    client.close();
  }
}
function effective(file) {
  if (file === void 0)
    return { policy: builtInPolicy, source: "built-in", reasons: [], notes: [] };
  const source = `${file.commit}:${policyPath}`;
  const policy = parsePolicy(file.bytes, source, { inForce: true });
  const { ignored = [] } = policy;
  const keys = ignored.map((line2) => readProblem(line2)?.key);
  const reasons = keys.map((key) => `policy: ${key} is not in this version`);
  return { policy, source, reasons, notes: [...ignored] };
}
async function memoryOf(question, digest) {
  const { workspace, findProgram } = question;
  const known = knownPoliciesOf(question.environment);
  const before = await known.find(workspace);
  const local = await readWorkspacePolicy(workspace, findProgram).then(
    ({ file }) => [fileDigest(file?.bytes)],
    // What cannot be read now does not count later either.
    () => []
  );
  const counting = local.filter((one) => before === void 0 || before.includes(one));
  return async () => known.add(await rootOf(workspace), [digest, ...counting]);
}
async function rootOf(workspace) {
  const folder = await realpath2(workspace);
  return await repositoryAround(folder) ?? folder;
}

// action/find-policy.ts
async function findPolicy(question) {
  const { file, token, defaultBranch: defaultBranch2, workspace, env } = question;
  const loaded = await readRunPolicy({
    file,
    workspace,
    environment: env,
    findProgram: await sessionPrograms({ sameUser: false, workspace, environment: env }),
    api: apiOf(forgeOf(env, void 0), env),
    token,
    branch: defaultBranch2,
    insist: token !== void 0
  });
  const isJudged = loaded.reasons.includes(checkedOut2) && !onDefaultBranch(question);
  if (!isJudged) return loaded;
  const reason = "policy of the default branch not read: no github-token";
  return { ...loaded, policy: builtInPolicy, source: "built-in", reasons: [reason] };
}
function onDefaultBranch({ env, defaultBranch: defaultBranch2 }) {
  if (/^(?:pull_request|merge_group)/.test(env.GITHUB_EVENT_NAME ?? "")) return false;
  const names = defaultBranch2 === void 0 ? ["main", "master"] : [defaultBranch2];
  return names.some((name) => env.GITHUB_REF === `refs/heads/${name}`);
}

// action/prepare.ts
async function prepare(inputs, place, scratch) {
  const facts = await readRepositoryFacts(place.env);
  const found = await findPolicy({
    file: inputs.policy,
    token: inputs.githubToken,
    defaultBranch: facts.defaultBranch,
    workspace: place.workspace,
    env: place.env
  });
  const { recording, secrets: secrets2 } = found.policy;
  const { mode, notice } = chooseArtifact(inputs.artifact, recording.artifact, facts.visibility);
  if (notice !== void 0) warning(notice, { title: "cursor-guard: what is uploaded" });
  const lacking = unreachableOn(process.platform);
  if (lacking !== void 0) info(`cursor-guard: ${lacking}`);
  const notes = [...found.notes, ...notForSessions(found.policy).app];
  for (const note of notes) info(`cursor-guard: ${note}`);
  for (const note of unmetHolds(found.policy, isAttended(place.env))) {
    warning(oneLine(note, 600), { title: "cursor-guard: approvals" });
  }
  for (const reason of found.reasons) warning(reason, { title: "cursor-guard: policy" });
  const state = {
    version: 1,
    mode: inputs.run === void 0 ? "steps" : "run",
    recording: join6(scratch, "recording"),
    scratch,
    artifact: mode,
    retentionDays: inputs.retentionDays ?? Math.max(1, Math.ceil(recording.retention / 86400)),
    onViolation: inputs.onViolation,
    recordingRequired: recording.require,
    secrets: secrets2,
    reported: false,
    ...inputs.artifactName === void 0 ? {} : { artifactName: inputs.artifactName }
  };
  saveState(state);
  const kept = await clear(inputs, place, scratch);
  return {
    loaded: { ...found, reasons: [...found.reasons, ...kept] },
    state,
    environment: {
      ...place.env,
      CURSOR_API_KEY: inputs.cursorApiKey,
      ...inputs.githubToken === void 0 ? {} : { GITHUB_TOKEN: inputs.githubToken }
    }
  };
}
var backupPath = (scratch) => join6(scratch, "git-configuration");
async function clear(inputs, place, scratch) {
  const found = await clearCheckout({
    place,
    mode: inputs.checkoutCredentials,
    backup: backupPath(scratch),
    secret: inputs.cursorApiKey
  });
  if (found.length === 0) return [];
  const places = [...new Set(found.map(({ where }) => where))].join(", ");
  const until = inputs.run === void 0 ? "the end of the job" : "the command has ended";
  if (inputs.checkoutCredentials !== "keep") {
    info(`cursor-guard: took the checkout's credentials out of ${places} until ${until}.`);
    return [];
  }
  warning(`The agent can use the credentials in ${places} beside the guard.`, {
    title: "cursor-guard: checkout credentials kept"
  });
  return ["checkout credentials kept"];
}

export {
  makeUser,
  agentIds,
  makeHome,
  environmentList,
  withEnvironmentFile,
  maxSlots,
  openStateDirectory,
  claimSlot,
  takeAbandonedSlots,
  findSharing,
  isWithin,
  outOfReach,
  checkOwnFiles,
  knownPoliciesOf,
  prepare,
  backupPath
};
