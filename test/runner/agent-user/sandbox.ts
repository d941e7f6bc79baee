import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { patienceMs } from '../../support/until.ts'

const repository = join(import.meta.dirname, '../../..')
const tools = ['unshare', 'setpriv', 'setfacl', 'useradd', 'sudo', 'git']

/** Why tests that make users cannot run here, or nothing. */
export const cannotMakeUsers = ((): string | undefined => {
  if (process.platform !== 'linux') return 'not Linux'
  if (process.getuid?.() !== 0) return 'not root'
  const missing = tools.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0)
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`
  const mounts = spawnSync('unshare', ['--mount', '--pid', '--fork', '--mount-proc', 'true'])
  return mounts.status === 0 ? undefined : 'no namespaces'
})()

/**
 * Runs a shell script as root with its own /etc, /home, /root, /tmp and processes, so that users,
 * sudo rules, files and programs made there vanish with it. `$1` is this repository, `$2` node.
 * `become USER COMMAND…` runs a command as an ordinary user with passwordless sudo.
 */
export function inSandbox(script: string, values: readonly string[] = [], network = false) {
  const apart = [
    '--mount',
    '--propagation',
    'private',
    '--ipc',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ]
  const flags = [...apart, ...(network ? ['--net'] : [])]
  const result = spawnSync(
    'unshare',
    [...flags, 'sh', '-c', `${prepare}\n${script}`, 'sh', repository, process.execPath, ...values],
    {
      // The checkout may lie below /tmp, which is another one inside.
      cwd: '/',
      encoding: 'utf8',
      timeout: patienceMs,
      killSignal: 'SIGKILL',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    },
  )
  if (result.error) throw result.error
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

const prepare = `
set -eu
mkdir -p /mnt/guard-test
mount -t tmpfs tmpfs /mnt/guard-test
mkdir /mnt/guard-test/repository /mnt/guard-test/etc /mnt/guard-test/bin
mount --bind "$1" /mnt/guard-test/repository
cp "$2" /mnt/guard-test/bin/node
cp -a /etc/. /mnt/guard-test/etc
mount --bind /mnt/guard-test/etc /etc
# Numbers of users are the kernel's, and a session outside ends every process of its own user: in
# here the agent's users get other numbers.
sed -i '/^cursor-agent-/d' /etc/passwd /etc/group /etc/shadow /etc/gshadow
for number in $(seq 60950 60999); do
  echo "taken$number:x:$number:$number::/:/bin/false" >>/etc/passwd
  echo "taken$number:x:$number:" >>/etc/group
done
# Records of who has which user name processes, and those outside cannot be seen in here.
mkdir -p /var/lib/cursor-guard
mount -t tmpfs -o mode=755 tmpfs /var/lib/cursor-guard
mount -t tmpfs -o mode=755 tmpfs /home
mount -t tmpfs -o mode=700 tmpfs /root
mount -t tmpfs -o mode=1777 tmpfs /tmp
export HOME=/root PATH=/mnt/guard-test/bin:/usr/sbin:/usr/bin:/sbin:/bin
driver=/mnt/guard-test/repository/test/runner/agent-user/driver.ts
drive() { node --disable-warning=ExperimentalWarning "$driver" "$1"; }
if ! id tester >/dev/null 2>&1; then
  groupadd docker 2>/dev/null || :
  useradd --create-home --uid 2001 --groups docker --shell /bin/sh tester
fi
chmod 750 /home/tester
echo 'tester ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/guard-test
become() { who=$1; shift; setpriv --reuid="$who" --regid="$who" --init-groups -- env HOME="/home/$who" "$@"; }
become_drive() { become tester node --disable-warning=ExperimentalWarning "$driver" "$1"; }
`
