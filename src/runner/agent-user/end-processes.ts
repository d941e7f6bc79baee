import { asRoot, dropping, type Privilege } from './privilege.ts'

/** Longest time for it, in milliseconds: the rounds of the script, on a busy machine. */
const timeoutMs = 60_000

/**
 * Ends every process of the user, and shows that none is left.
 *
 * The signal goes to all of them at once: `kill(-1)` visits them under the lock that a fork needs,
 * so that no process can outrun it by starting others, and nothing ends up outside. It is sent as
 * that user, so that it can meet nobody else. A look afterwards proves something therefore, where
 * one before it, or a list of numbers, would not. Where the command has a cgroup, that is ended
 * first and has to be empty, too.
 *
 * What would start processes for the user later (`cron`, `at`, lingering) is removed before.
 *
 * @returns what may be left of them, one phrase each; nothing once it is shown that none is
 */
export async function endProcesses(
  privilege: Privilege,
  user: { name: string; uid: number; gid: number; cgroup?: string | undefined },
): Promise<string[]> {
  const { name, uid, gid, cgroup = '' } = user
  const drop = dropping(privilege, { uid, gid })
  const values = [name, uid, cgroup, killScript, ...drop]
  const { code, stdout, complaint } = await asRoot(privilege, endScript, values, { timeoutMs })
  const left = stdout.split('\n').filter((line) => line !== '')
  if (code === 0 && left.length === 0) return []
  return left.length > 0 ? left : [complaint || `exit code ${code}`]
}

/** Runs as the user, or not at all: as root it would end everything. */
const killScript = `
while read -r name real effective saved files rest; do
  [ "$name" != Uid: ] || ids="$real $effective $saved $files"
done </proc/$$/status
[ "$ids" = "$1 $1 $1 $1" ] && kill -s "$2" -- -1`

/**
 * `left` prints each process of the user that is not dead, and whatever could not be read. Each of
 * its threads counts: one whose first thread has ended looks like a zombie.
 */
const endScript = `
name=$1 uid=$2 cgroup=$3 kill=$4; shift 4
end_all() { "$@" sh -c "$kill" sh "$uid" "$signal"; }
left() {
  grep -l "^Uid:.*[[:space:]]$uid\\([[:space:]]\\|$\\)" /proc/[0-9]*/status 2>&1 | while read -r line; do
    case $line in
      *': No such file or directory' | *': No such process') continue ;;
      /proc/*/status) folder=\${line%/status} ;;
      *) echo "$line"; continue ;;
    esac
    states=$(grep -h '^State:' "$folder"/task/*/status 2>/dev/null)
    if [ -z "$states" ]; then [ ! -e "$folder" ] || echo "process \${folder#/proc/}"
    elif echo "$states" | grep -qv '[[:space:]][ZX]'; then echo "process \${folder#/proc/}"
    fi
  done
  [ -z "$cgroup" ] || [ ! -e "$cgroup" ] || grep -q '^populated 0' "$cgroup/cgroup.events" || echo 'its cgroup is not empty'
}
read -r self rest </proc/self/stat && [ "$self" = $$ ] || { echo 'processes cannot be seen in /proc'; exit; }
for spool in /var/spool/cron/crontabs /var/spool/cron /var/lib/systemd/linger; do
  [ ! -f "$spool/$name" ] || rm -f -- "$spool/$name"
done
for spool in /var/spool/cron/atjobs /var/spool/at; do
  [ ! -d "$spool" ] || find "$spool" -maxdepth 1 -type f -uid "$uid" -exec rm -f -- {} +
done
if [ -n "$(left)" ]; then
  signal=TERM; end_all "$@"
  for wait in 0.01 0.02 0.03 0.05 0.05 0.05 0.05 0.05; do
    sleep $wait
    [ -n "$(left)" ] || break
  done
fi
signal=KILL
for round in $(seq 50); do
  [ -z "$cgroup" ] || [ ! -e "$cgroup" ] || echo 1 >"$cgroup/cgroup.kill"
  if end_all "$@"; then found=$(left); else found='the signal could not be sent'; fi
  [ -n "$found" ] || exit 0
  sleep 0.1
done
echo "$found"`
