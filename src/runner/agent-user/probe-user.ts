import { runProgram } from '../../adapters/machine/run-program.ts'
import { dropTo, type Privilege } from './privilege.ts'

export interface ProbeSubjects {
  user: { uid: number; gid: number }
  /** The guard's process, whose environment must stay its own. */
  guardPid: number
  workspace: string
  /** The command and its interpreters, as absolute paths. */
  commands: readonly string[]
  /** Must be readable. */
  readable: readonly string[]
  /** Must be writable. */
  writable: readonly string[]
  /** Must be neither readable nor writable. */
  hidden: readonly string[]
  /** Folders of PATH; those that can be written are reported. */
  path: readonly string[]
  /** What leads to the guard's own files: must not be writable. */
  own: readonly string[]
}

export interface ProbeResult {
  /** Why the command cannot or must not be started as this user. */
  failures: string[]
  /** What works, but weakens the separation. */
  weaknesses: string[]
  /** What leads to the guard's own files and can be written. */
  own: string[]
}

/**
 * Tries, as the user itself, everything the guarded session relies on, and everything that the
 * user must not be able to do.
 */
export async function probeUser(
  privilege: Privilege,
  subjects: ProbeSubjects,
): Promise<ProbeResult> {
  const { user, guardPid, workspace } = subjects
  const lists = [
    ...subjects.commands.flatMap((path) => ['execute', path]),
    ...subjects.readable.flatMap((path) => ['read', path]),
    ...subjects.writable.flatMap((path) => ['write', path]),
    ...subjects.hidden.flatMap((path) => ['hidden', path]),
    ...subjects.path.flatMap((path) => ['path', path]),
    ...subjects.own.flatMap((path) => ['own', path]),
  ]
  const values = [user.uid, user.gid, guardPid, workspace].map(String)
  const command = ['/bin/sh', '-c', probeScript, 'sh', ...values, ...lists]
  const outcome = await runProgram(dropTo(privilege, user, command), { timeoutMs: 20_000 })
  const lines = outcome.stdout.split('\n').filter((line) => line !== '')
  // Only a probe that reached its end has found nothing.
  if (outcome.code !== 0 || lines.pop() !== 'end') {
    const why = outcome.complaint || `exit code ${outcome.code}`
    return {
      failures: [`no process could be started as the agent's user: ${why}`],
      weaknesses: [],
      own: [],
    }
  }
  const after = (prefix: string) =>
    lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length))
  return { failures: after('fail '), weaknesses: after('weak '), own: after('own ') }
}

const probeScript = String.raw`
uid=$1 gid=$2 guard=$3 workspace=$4
shift 4
fail() { printf 'fail %s\n' "$1"; }
weak() { printf 'weak %s\n' "$1"; }
ids= groups=
while read -r name real effective saved files rest; do
  case $name in
    Uid: | Gid:) ids="$ids $real $effective $saved $files" ;;
    Groups:) groups=$real ;;
  esac
done </proc/$$/status
expected=" $uid $uid $uid $uid $gid $gid $gid $gid"
[ "$ids" = "$expected" ] && [ -z "$groups" ] || { fail 'the process did not become the user'; echo end; exit 0; }
file=$workspace/.cursor-guard-probe-$$
if cd "$workspace" 2>/dev/null; then
  if (: >"$file") 2>/dev/null; then rm -f "$file"; else fail "the workspace $workspace cannot be written"; fi
  [ -r . ] || fail "the workspace $workspace cannot be read"
else
  fail "the workspace $workspace cannot be entered"
fi
if (: <"/proc/$guard/environ") 2>/dev/null; then fail "the guard's environment could be read"; fi
if command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; then fail 'the user can become root with sudo'; fi
for socket in /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock; do
  if [ -w "$socket" ]; then weak "docker-socket: $socket can be used"; break; fi
done
while [ $# -ge 2 ]; do
  case $1 in
    execute) [ -f "$2" ] && [ -x "$2" ] || fail "$2 cannot be executed" ;;
    read) [ -r "$2" ] || fail "$2 cannot be read" ;;
    write) [ -w "$2" ] || fail "$2 cannot be written" ;;
    hidden) if [ -r "$2" ] || [ -w "$2" ]; then fail "$2 could be read or written"; fi ;;
    own) if [ -w "$2" ] && [ ! -k "$2" ]; then printf 'own %s\n' "$2"; fi ;;
    path) if [ -w "$2" ]; then weak "writable-path: $2 can be written, and later steps may run what is in it"; fi ;;
  esac
  shift 2
done
echo end
`
