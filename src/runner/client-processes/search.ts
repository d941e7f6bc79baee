import { basename, join, relative } from 'node:path'
import {
  type ClientProcess,
  type ClientSettings,
  readClientSettings,
  type SettingsForm,
} from '../../core/cursor/client-settings.ts'
import type { FoundProcesses } from '../../guard/client-processes.ts'
import type { AgentFiles } from '../agent-files/agent-files.ts'
import { findPlugins, type Plugin, pluginFiles } from './plugins.ts'

/** Where Cursor's client looks for settings; all absolute. */
export interface ClientFolders {
  /** The repository, or the workspace where there is none; searched as a whole. */
  repository: string
  /** The home of the agent's user. */
  home: string
  /** What `CURSOR_CONFIG_DIR` leads to. */
  configuration: string
  /** Settings of whoever administers the machine. */
  enterprise: string
}

/** As the client has it. */
export const enterpriseFolder = (platform = process.platform): string =>
  platform === 'darwin' ? '/Library/Application Support/Cursor' : '/etc/cursor'

/** Looks through everything again. */
export type ProcessSearch = () => Promise<FoundProcesses>

interface SettingsFile {
  path: string
  kind: 'hook' | 'mcp'
  form?: SettingsForm
}

/** Dependencies and git's own files are nobody's working folder. */
const skippedFolders = ['.git', 'node_modules']
const maxDepth = 64

/**
 * A search for what Cursor's client starts by itself, in the settings that it reads: of every
 * folder of the repository (the command may work in any), of the user, and of the machine.
 *
 * Files are read as the agent's user. What cannot be read is in the answer as something whose
 * command is unknown.
 */
export function createProcessSearch(files: AgentFiles, folders: ClientFolders): ProcessSearch {
  const shown = showIn(folders)
  return async () => {
    const found: Found = { processes: [], servers: [] }
    const paths: SettingsFile[] = []
    for (const folder of projectFolders(folders)) {
      const project = await projectFiles(files, folder)
      paths.push(...project.paths)
      if (!project.complete) found.processes.push({ ...nameless, file: shown(folder) })
    }
    const settings = [...new Map([...paths, ...ownFiles(folders)].map((one) => [one.path, one]))]
    const read = new Map<string, ClientSettings>()
    for (const [path, { kind, form }] of settings) {
      const said = await readFile(files, path, form)
      if (said !== undefined) read.set(path, said)
      addSaid(found, said ?? unreadable(kind), shown(path))
    }
    const plugins = await findPlugins(files, folders, [...read.values()])
    for (const plugin of plugins.found) await addPlugin({ files, found, shown }, plugin)
    for (const path of plugins.unread) found.processes.push({ ...nameless, file: shown(path) })
    return found
  }
}

interface Found {
  processes: (ClientProcess & { file: string })[]
  servers: { name: string; host: string; file: string }[]
}

const nameless = { process: 'unknown', command: 'unknown' } as const

/** The repository, and where the command line client makes work trees of it (`--worktree`). */
const projectFolders = ({ repository, home }: ClientFolders): string[] => [
  repository,
  join(home, '.cursor/worktrees', basename(repository)),
]

async function projectFiles(files: AgentFiles, folder: string) {
  const names = ['.cursor', '.claude']
  const walk = await files.walk({ folder, names, skip: skippedFolders, depth: maxDepth })
  const own = names.map((name) => join(folder, name))
  const paths = [...own, ...(walk?.found ?? [])].flatMap((settings): SettingsFile[] =>
    basename(settings) === '.cursor' ? cursorFiles(settings) : claudeFiles(settings),
  )
  return { paths, complete: walk?.complete ?? false }
}

/** Files that there is one of for a user or a machine. */
const ownFiles = ({ home, configuration, enterprise }: ClientFolders): SettingsFile[] => [
  ...cursorFiles(join(home, '.cursor')),
  ...claudeFiles(join(home, '.claude')),
  ...cursorFiles(configuration),
  { path: join(configuration, 'cli-config.json'), kind: 'hook', form: 'client' },
  { path: join(enterprise, 'hooks.json'), kind: 'hook' },
]

const cursorFiles = (folder: string): SettingsFile[] => [
  { path: join(folder, 'hooks.json'), kind: 'hook' },
  { path: join(folder, 'mcp.json'), kind: 'mcp' },
  { path: join(folder, 'worktrees.json'), kind: 'hook', form: 'worktrees' },
]

const claudeFiles = (folder: string): SettingsFile[] =>
  ['settings.json', 'settings.local.json'].map((name) => ({
    path: join(folder, name),
    kind: 'hook',
  }))

async function readFile(
  files: AgentFiles,
  path: string,
  form?: SettingsForm,
): Promise<ClientSettings | undefined> {
  const text = await files.settings(path)
  return text === undefined ? undefined : readClientSettings(text, form)
}

const unreadable = (process: ClientProcess['process']) => ({
  processes: [{ process, command: 'unknown' }] satisfies ClientProcess[],
  servers: [],
})

function addSaid(
  found: Found,
  { processes, servers }: Pick<ClientSettings, 'processes' | 'servers'>,
  file: string,
): void {
  found.processes.push(...processes.map((one) => ({ ...one, file })))
  found.servers.push(...servers.map((one) => ({ ...one, file })))
}

/** A plugin, and on their own the hooks and servers in it. */
async function addPlugin(
  to: { files: AgentFiles; found: Found; shown: (path: string) => string },
  { name, folder }: Plugin,
): Promise<void> {
  const { files, found, shown } = to
  found.processes.push({ process: 'plugin', name, file: shown(folder) })
  const { manifests, defaults, named } = pluginFiles(folder)
  const paths = [...manifests, ...defaults]
  let isWhole = true
  // Manifests come first, and name what is read after them.
  for (const path of paths) {
    const said = await readFile(files, path, manifests.includes(path) ? 'settings' : 'servers')
    isWhole &&= said !== undefined
    if (said === undefined) continue
    if (manifests.includes(path)) paths.push(...named(said.files))
    addSaid(found, said, shown(path))
  }
  // Whatever its own settings are, they lie in its folder.
  if (!isWhole) found.processes.push({ ...nameless, file: shown(folder) })
}

/** As people know a file: relative to the repository, below `~`, else as it is. */
const showIn =
  ({ repository, home }: ClientFolders) =>
  (path: string): string => {
    if (path.startsWith(`${repository}/`)) return relative(repository, path)
    return path.startsWith(`${home}/`) ? `~/${relative(home, path)}` : path
  }
