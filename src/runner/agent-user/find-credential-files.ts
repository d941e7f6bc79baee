import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Names under which programs keep credentials. */
const names = new RegExp(
  `^(?:${[
    String.raw`\.?npmrc|\.?yarnrc(?:\.yml)?|[._]netrc|\.pypirc|pip\.conf|\.git-credentials|\.gitconfig`,
    String.raw`\.?credentials?(?:\.(?:toml|json|xml|ya?ml|db))?|auth\.(?:json|toml)|\.?pgpass|\.my\.cnf`,
    String.raw`\.dockercfg|\.?vault-token|\.?token|stored_tokens|access_tokens?\.(?:json|db)|.*_history`,
    String.raw`\.env(?:\..+)?|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|gradle\.properties|nuget\.config`,
    String.raw`settings(?:-security)?\.xml|.*\.(?:p12|pfx|jks|keystore)`,
  ].join('|')})$`,
  'i',
)
/** Packages of others bring files with such names, and no credential of the job's; npm's cache has hashes. */
const passedOver = ['node_modules', 'site-packages', '.git', '_cacache']

/** How deep below an opening it is looked, and into how many folders of each. */
const maxDepth = 4
const maxFolders = 5_000

export const isCredentialFile = (name: string): boolean => names.test(name)

/** Files in these folders whose names say that they hold credentials. Links are not followed. */
export function findCredentialFiles(
  folders: readonly string[],
  isWanted = isCredentialFile,
): string[] {
  const found = new Set<string>()
  for (const folder of new Set(folders)) {
    const queue = [{ at: folder, depth: 0 }]
    for (let seen = 0; seen < maxFolders; seen += 1) {
      const next = queue.shift()
      if (next === undefined) break
      for (const entry of entriesOf(next.at)) {
        const path = join(next.at, entry.name)
        if (entry.isFile() && isWanted(entry.name)) found.add(path)
        const goesOn = entry.isDirectory() && !passedOver.includes(entry.name)
        if (goesOn && next.depth < maxDepth) queue.push({ at: path, depth: next.depth + 1 })
      }
    }
  }
  return [...found]
}

/** The kernel answers at once: waiting for a thread for each folder would take several times as long. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
