import { execFile } from 'node:child_process'
import { systemPath } from '../../adapters/machine/system-programs.ts'
import { type GitSetting, readSettings } from '../../core/git/config-text.ts'

/** How a program is started as the command will be, or was. */
export type Launch = (
  command: readonly string[],
) => Promise<{ file: string; args: readonly string[]; env: Record<string, string> }>

export interface SurveyedPlace {
  /** Folder below the workspace; empty for the workspace, absent for the user's own settings. */
  folder?: string
  /** Absent when git could not read it. */
  entries?: readonly GitSetting[]
}

const timeoutMs = 20_000
const maxOutputBytes = 16 * 1_048_576
/** Repositories inside the workspace that are looked at, besides its own. */
export const maxRepositories = 40

/**
 * What git's configuration says for the command: on its own, in the workspace, and in the
 * repositories and submodules inside it. Read by git itself, as the command's user, so that
 * includes and conditions hold as they do for the command. Nothing that a repository names is run.
 *
 * @returns `undefined` when it could not be found out
 */
export async function surveyConfiguration(
  workspace: string,
  launch: Launch,
): Promise<SurveyedPlace[] | undefined> {
  const command = [
    '/bin/sh',
    '-c',
    script,
    'sh',
    workspace,
    String(maxRepositories),
    await systemPath(),
  ]
  const output = await runOnce(launch, command)
  return output === undefined ? undefined : readPlaces(output, workspace)
}

/** Runs a short program as the command's user; its output, or `undefined` when it failed. */
export async function runOnce(
  launch: Launch,
  command: readonly string[],
): Promise<string | undefined> {
  const { file, args, env } = await launch(command)
  const limits = { timeout: timeoutMs, maxBuffer: maxOutputBytes, killSignal: 'SIGKILL' as const }
  return new Promise((resolve) => {
    const child = execFile(file, [...args], { env, cwd: '/', ...limits }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end()
  })
}

/** Keys of git have a dot: lines without one are the script's own. */
const script = `
workspace=$1 most=$2 PATH=$3:$PATH
command -v git >/dev/null || exit 0
unset GIT_DIR GIT_WORK_TREE
printf 'user\\n\\0'
cd / && git config --list -z || printf 'unreadable\\n\\0'
printf 'place\\n%s\\0' "$workspace"
git -c safe.directory='*' -C "$workspace" config --list -z || printf 'unreadable\\n\\0'
if [ ! -e "$workspace/.lfsconfig" ]; then
  printf 'lfs\\n%s\\0' "$workspace"
  git -c safe.directory='*' -C "$workspace" config --blob :.lfsconfig --list -z 2>/dev/null
fi
find "$workspace" -maxdepth 4 -name node_modules -prune -o -name .lfsconfig -print 2>/dev/null |
  head -n "$most" | while IFS= read -r found; do
    printf 'lfs\\n%s\\0' "\${found%/.lfsconfig}"
    git config --file "$found" --list -z || printf 'unreadable\\n\\0'
  done
{
  find "$workspace" -maxdepth 3 -name node_modules -prune -o -name .git -type d -print -prune
  find "$workspace/.git/modules" -maxdepth 8 -name config -type f -print
} 2>/dev/null | grep -vxF "$workspace/.git" | head -n "$most" | while IFS= read -r found; do
  folder=\${found%/config}
  printf 'place\\n%s\\0' "$folder"
  git --git-dir="$folder" config --list -z || printf 'unreadable\\n\\0'
done
exit 0`

/** What git-lfs takes from a `.lfsconfig`; whatever else the file says is not for git. */
const lfsAddress = /^(?:lfs\.(?:push)?url|remote\..*\.lfs(?:push)?url)$/s

function readPlaces(output: string, workspace: string): SurveyedPlace[] {
  const places: SurveyedPlace[] = []
  let entries: GitSetting[] = []
  let ofLfs = false
  for (const entry of readSettings(output)) {
    if (entry.key === 'user' || entry.key === 'place' || entry.key === 'lfs') {
      ofLfs = entry.key === 'lfs'
      entries = []
      const folder = entry.value.replace(workspace, '').replace(/^\/|\/?\.git$/g, '')
      places.push({ entries, ...(entry.key === 'user' ? {} : { folder }) })
    } else if (entry.key === 'unreadable') {
      delete places.at(-1)?.entries
    } else if (!ofLfs || lfsAddress.test(entry.key)) {
      entries.push(entry)
    }
  }
  return places
}
