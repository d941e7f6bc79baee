/** Written into every shim, so that a shim recognises another one and never runs it. */
const shimMark = '# cursor-guard client shim'

/** Exit code of a shim which refuses an option: a usage error (`EX_USAGE`). */
const refusedOptionExit = 64

/**
 * The POSIX shell script that stands in for the command line client.
 *
 * It only uses built-ins before it hands over with `exec`, so that the client keeps the process
 * id, the signals, the file descriptors and the exit code. Values are single-quoted for the shell.
 */
export function shimScript(values: { baseUrl: string; invocations: string }): string {
  return `#!/bin/sh
${shimMark}
guard_url=${quote(values.baseUrl)}
guard_log=${quote(values.invocations)}
${body}`
}

/** A value as one word for the shell, whatever is in it. */
const quote = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`

const body = `guard_name=\${0##*/}
guard_flags=
guard_refused=
guard_real=
guard_skip=

note() { guard_flags="$guard_flags\${guard_flags:+,}\\"$1\\""; }
refuse() { guard_refused=$1; }

# Naming the guard's own address again changes nothing, so scripts may.
endpoint() { [ "$2" = "$guard_url" ] || refuse "$1"; }

# An own credential is only good when it is the session's: the proxy serves no other.
credential() { [ -n "$2" ] && [ "$2" = "\${CURSOR_API_KEY-}" ] || refuse "$1"; }

# Short options may be joined: -pf is -p -f, and -eURL is -e URL.
cluster() {
  guard_rest=\${1#-}
  while [ -n "$guard_rest" ]; do
    guard_tail=\${guard_rest#?}
    case $guard_rest in
      e*) [ -n "$guard_tail" ] || { guard_skip=-e; return; }; endpoint -e "$guard_tail"; return ;;
      H*) note header; [ -n "$guard_tail" ] || guard_skip=header; return ;;
      f*) note force ;;
      c*) note cloud ;;
      w*) note worktree; return ;;
      p* | v* | h* | b*) ;;
      *) return ;;
    esac
    guard_rest=$guard_tail
  done
}

inspect() {
  for guard_arg do
    case $guard_skip in
      '') ;;
      key) guard_skip=; credential --api-key "$guard_arg"; continue ;;
      auth) guard_skip=; credential --auth-token "$guard_arg"; continue ;;
      -*) guard_option=$guard_skip; guard_skip=; endpoint "$guard_option" "$guard_arg"; continue ;;
      sandbox) guard_skip=; [ "$guard_arg" != disabled ] || note no-sandbox; continue ;;
      *) guard_skip=; continue ;;
    esac
    case $guard_arg in
      --) return ;;
      --endpoint | --agent-endpoint | --repo-endpoint) guard_skip=$guard_arg ;;
      --endpoint=* | --agent-endpoint=* | --repo-endpoint=*) endpoint "\${guard_arg%%=*}" "\${guard_arg#*=}" ;;
      --insecure | --insecure=* | --repo-insecure | --repo-insecure=*) refuse "\${guard_arg%%=*}" ;;
      --api-key) guard_skip=key ;;
      --api-key=*) credential --api-key "\${guard_arg#*=}" ;;
      --auth-token) guard_skip=auth ;;
      --auth-token=*) credential --auth-token "\${guard_arg#*=}" ;;
      --header) note header; guard_skip=header ;;
      --header=*) note header ;;
      --force | --yolo) note force ;;
      --cloud) note cloud ;;
      --trust) note trust ;;
      --approve-mcps) note approve-mcps ;;
      --worktree | --worktree=*) note worktree ;;
      --sandbox) guard_skip=sandbox ;;
      --sandbox=disabled) note no-sandbox ;;
      --model | --mode | --workspace | --output-format | --http-version | --repo-http-version) guard_skip=value ;;
      --*) ;;
      -?*) cluster "$guard_arg" ;;
    esac
  done
}

# Another shim, of this guard or of an outer one, is not the client.
is_shim() {
  guard_second=
  { IFS= read -r guard_first && IFS= read -r guard_second; } <"$1" 2>/dev/null
  case $guard_second in '${shimMark}') return 0 ;; esac
  return 1
}

find_real() {
  guard_path=\${PATH-}:
  while [ -n "$guard_path" ]; do
    guard_folder=\${guard_path%%:*}
    guard_path=\${guard_path#*:}
    guard_file=\${guard_folder:-.}/$guard_name
    [ -f "$guard_file" ] && [ -x "$guard_file" ] || continue
    is_shim "$guard_file" || { guard_real=$guard_file; return; }
  done
}

# Only names from the list above and a plain path are written: no prompt, no value.
record() {
  case $guard_real in
    '' | *[!A-Za-z0-9._/+@-]*) guard_where=null ;;
    *) guard_where="\\"$guard_real\\"" ;;
  esac
  printf '{"client":"%s","outcome":"%s","path":%s,"arguments":%d,"flags":[%s],"refused":[%s]}\\n' \\
    "$guard_name" "$1" "$guard_where" "$2" "$guard_flags" "\${guard_refused:+\\"$guard_refused\\"}" \\
    2>/dev/null >>"$guard_log" || :
}

inspect "$@"
if [ -n "$guard_refused" ]; then
  record refused $#
  case $guard_refused in
    --api-key | --auth-token) guard_why='the guard holds the credential' ;;
    *insecure) guard_why='it switches certificate checks off' ;;
    *) guard_why='the guard sets the endpoint' ;;
  esac
  printf 'cursor-guard: %s %s is refused: %s. Remove the option.\\n' "$guard_name" "$guard_refused" "$guard_why" >&2
  exit ${refusedOptionExit}
fi
find_real
if [ -z "$guard_real" ]; then
  record missing $#
  printf 'cursor-guard: %s is not installed: it was not found in PATH.\\n' "$guard_name" >&2
  exit 127
fi
# A program that comes back here by exec keeps its process id; one that starts us again does not,
# and is stopped at a depth that honest nesting does not reach.
if [ "\${CURSOR_GUARD_SHIM-}" = "$$ $guard_name" ] || [ "\${CURSOR_GUARD_SHIM_DEPTH:-0}" -ge 16 ]; then
  record loop $#
  printf 'cursor-guard: %s leads back to this shim instead of the client: %s\\n' "$guard_name" "$guard_real" >&2
  exit 127
fi
CURSOR_GUARD_SHIM="$$ $guard_name"
CURSOR_GUARD_SHIM_DEPTH=$((\${CURSOR_GUARD_SHIM_DEPTH:-0} + 1))
export CURSOR_GUARD_SHIM CURSOR_GUARD_SHIM_DEPTH
record started $#
exec "$guard_real" --endpoint "$guard_url" --agent-endpoint "$guard_url" "$@"
`
