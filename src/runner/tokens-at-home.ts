import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { findCredentialFiles } from './agent-user/find-credential-files.ts'
import { createTokenSearch } from './checkout-credentials/token-search.ts'
import { tokensIn } from './job-tokens.ts'

/** Logins whose files are called like others, below a home. */
const logins = [
  ...['.docker/config.json', '.config/helm/registry/config.json', '.kube/config', '.bundle/config'],
  ...['.config/gh/hosts.yml', '.config/hub', '.config/git/config', '.terraformrc'],
  ...['.terraform.d/credentials.tfrc.json', '.cargo/config.toml', '.bashrc', '.profile', '.zshenv'],
]
/** Variables that say where such a file is, and its name where they give the folder. */
const placesInVariables: Record<string, string> = {
  NPM_CONFIG_USERCONFIG: '',
  DOCKER_CONFIG: 'config.json',
  REGISTRY_AUTH_FILE: '',
  PIP_CONFIG_FILE: '',
  NETRC: '',
  GH_CONFIG_DIR: 'hosts.yml',
}
const maxNamed = 20

/**
 * Where a command of the guard's own user finds a token of the job at home: registry logins and their
 * like. It is looked for by its value, in base64 as well.
 *
 * @returns phrases for the record's coverage: `tokens-at-home: ~/.npmrc`
 */
export async function tokensAtHome(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const tokens = tokensIn(environment)
  if (tokens.length === 0) return []
  const search = createTokenSearch(tokens)
  const home = environment.HOME ?? homedir()
  const named = Object.entries(placesInVariables).flatMap(([name, file]) => {
    const value = environment[name]
    return value ? [join(value, file)] : []
  })
  const files = [
    ...logins.map((name) => join(home, name)),
    ...named,
    ...findCredentialFiles([home]),
  ]
  const found: string[] = []
  for (const file of new Set(files)) {
    const real = await realpath(file).catch(() => undefined)
    if (real === undefined) continue
    const shows = await search.isInFile(real)
    const shown = file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file
    if (shows !== false) found.push(shows === true ? shown : `${shown} (not read)`)
  }
  const more = found.length > maxNamed ? [`tokens-at-home: ${found.length - maxNamed} more`] : []
  return [...found.slice(0, maxNamed).map((one) => `tokens-at-home: ${plain(one)}`), ...more]
}

const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, '').slice(0, 120)
