import { basename, join, resolve } from 'node:path'
import { type ClientSettings, readClientSettings } from '../../core/cursor/client-settings.ts'
import type { AgentFiles } from '../agent-files/agent-files.ts'

export interface Plugin {
  name: string
  /** Absolute. */
  folder: string
}

/** Files that a manifest names at most; the rest is not looked at. */
const maxNamedFiles = 50

/**
 * The plugins of the user: in `~/.cursor/plugins` those put there by hand (`local`) and those the
 * client brought (`cache`), and of Claude's those that are installed and switched on somewhere.
 *
 * @param settings what the files of settings say, of which some switch plugins on
 * @see https://cursor.com/docs/reference/plugins
 */
export async function findPlugins(
  files: AgentFiles,
  { home }: { home: string },
  settings: readonly Pick<ClientSettings, 'enabledPlugins'>[],
): Promise<{ found: Plugin[]; unread: string[] }> {
  const folder = join(home, '.cursor/plugins')
  const below = (name: string, depth: number) =>
    files.walk({ folder: join(folder, name), names: [], skip: [], depth })
  const [local, cache] = [await below('local', 1), await below('cache', 3)]
  const own = [...(local?.found ?? []), ...(cache?.found ?? [])]
  const list = join(home, '.claude/plugins/installed_plugins.json')
  const installed = installedPlugins(await files.settings(list), home, settings)
  const isWhole = local?.complete === true && cache?.complete === true
  return {
    found: [
      ...own.map((place) => ({ name: nameOf(place, folder), folder: place })),
      ...(installed ?? []),
    ],
    unread: [...(isWhole ? [] : [folder]), ...(installed === undefined ? [list] : [])],
  }
}

/** `local/NAME`, or `cache/MARKETPLACE/NAME/VERSION`. */
function nameOf(place: string, folder: string): string {
  const parts = place.slice(folder.length + 1).split('/')
  return (parts[0] === 'cache' ? parts[2] : parts[1]) ?? basename(place)
}

/** Undefined when the list of them cannot be read. */
function installedPlugins(
  list: string | undefined,
  home: string,
  settings: readonly Pick<ClientSettings, 'enabledPlugins'>[],
): Plugin[] | undefined {
  const said = list === undefined ? undefined : readClientSettings(list)
  if (said === undefined) return undefined
  return [...said.installPaths].flatMap(([name, folders]) =>
    settings.some(({ enabledPlugins }) => enabledPlugins.get(name) === true)
      ? folders.map((folder) => ({ name, folder: resolve(home, folder) }))
      : [],
  )
}

/** Where a plugin says what it starts. */
export function pluginFiles(folder: string) {
  const inside = (name: string) => join(folder, name)
  return {
    manifests: ['.cursor-plugin/plugin.json', '.claude-plugin/plugin.json', 'plugin.json'].map(
      inside,
    ),
    defaults: ['hooks/hooks.json', '.mcp.json', 'mcp.json'].map(inside),
    /** Files that manifests name, which lie in the plugin's folder; a folder means its `hooks.json`. */
    named(names: readonly string[]): string[] {
      const paths = names.slice(0, maxNamedFiles).map((name) => resolve(folder, name))
      return paths
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => (path.endsWith('.json') ? path : join(path, 'hooks.json')))
    },
  }
}
