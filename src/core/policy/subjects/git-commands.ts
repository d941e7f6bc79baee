import { anyRun } from '../judge/glob.ts'
import { gitGlobals } from './git-options.ts'
import { gitRunners } from './git-runners.ts'
import type { Inner } from './inner-commands.ts'
import { quoted } from './shell-arguments.ts'
import type { CommandSink } from './shell-text.ts'
import { canMatch, isDynamic, type ShellWord } from './shell-word.ts'
import type { Wrapper } from './wrapper.ts'
import { exploreOptions, readVerbs } from './wrapper-arguments.ts'

const git: Wrapper = { options: gitGlobals }

/**
 * The commands that git runs from its own words: those of `rebase --exec`, `submodule foreach` and
 * their kind, aliases and other settings that are commands, given with `-c` or by `git config`.
 */
export function readGit(words: readonly ShellWord[], sink: CommandSink): Inner {
  const { starts, values } = exploreOptions(git, words)
  const settings = values.flatMap(({ name, word }) => settingsOf(name, word, sink))
  for (const start of starts) {
    const verb = words[start] as ShellWord
    const globals = words.slice(0, start)
    const rest = words.slice(start + 1)
    for (const { key, value } of settings) {
      const alias = aliasOf(key)
      if (alias === undefined) readSetting(key, value, sink)
      else if (couldBe(verb, alias)) runAlias(value, { globals, rest }, sink)
    }
    if (couldBe(verb, 'config')) readConfig(rest, sink)
  }
  return readVerbs(gitRunners, starts, words, sink)
}

interface Setting {
  /** With its section in lower case. */
  key: string
  value: string
}

/** What `-c key=value` sets; one that nobody can read may set anything. */
function settingsOf(name: string, { text, shape = [] }: ShellWord, sink: CommandSink): Setting[] {
  if (name === '--config-env' && runsCommand(text ?? shape)) sink.unreadable()
  if (name !== '-c') return []
  if (text === undefined) {
    if (runsCommand(shape)) sink.unreadable()
    return []
  }
  const at = text.indexOf('=')
  return at === -1 ? [] : [{ key: text.slice(0, at), value: text.slice(at + 1) }]
}

/** Names of settings whose values are commands, without the parts in their middle. */
const commandKeys = [
  ...['alias.*', 'core.editor', 'core.pager', 'core.sshcommand', 'core.fsmonitor', 'core.askpass'],
  ...['sequence.editor', 'pager.*', 'diff.external', 'diff.*.command', 'diff.*.textconv'],
  ...['difftool.*.cmd', 'mergetool.*.cmd', 'merge.*.driver', 'filter.*.clean', 'filter.*.smudge'],
  ...['filter.*.process', 'credential.helper', 'credential.*.helper', 'gpg.program'],
  ...['gpg.*.program', 'interactive.difffilter', 'remote.*.uploadpack', 'remote.*.receivepack'],
].map((key) => [...key].map((one) => (one === '*' ? anyRun : one)))

function runsCommand(key: string | NonNullable<ShellWord['shape']>): boolean {
  const shape = typeof key === 'string' ? key.toLowerCase().split('') : key.map(lower)
  return commandKeys.some(
    (tokens) => canMatch([...tokens], shape) || canMatch([...tokens, '=', anyRun], shape),
  )
}

const lower = <T>(token: T | string): T | string =>
  typeof token === 'string' ? token.toLowerCase() : token

/** The name of an alias, which git compares without case: `alias.p`, `alias.p.command`. */
const aliasOf = (key: string): string | undefined =>
  /^alias\.(.+?)(?:\.command)?$/i.exec(key)?.[1]?.toLowerCase()

const couldBe = ({ text, shape = [] }: ShellWord, name: string): boolean =>
  text === undefined ? canMatch([...name], shape) : text.toLowerCase() === name

/** A setting that is a command gets arguments of its own; some begin with `!`. */
function readSetting(key: string, value: string, sink: CommandSink): void {
  if (runsCommand(key)) sink.script(value.replace(/^!/, ''))
}

/** `!command` is a text for a shell, everything else a verb with its options. */
function runAlias(
  value: string,
  { globals, rest }: { globals: readonly ShellWord[]; rest: readonly ShellWord[] },
  sink: CommandSink,
): void {
  const given = rest.map(quoted)
  if (value.startsWith('!')) sink.script([value.slice(1), ...given].join(' '))
  else sink.script(['git', ...globals.map(quoted), value, ...given].join(' '))
}

/** `git config alias.p 'push -f'` is read as if `p` were run at once, as `alias` of a shell is. */
function readConfig(words: readonly ShellWord[], sink: CommandSink): void {
  for (const [index, key] of words.entries()) {
    const value = words[index + 1]
    if (value === undefined || !runsCommand(key.text ?? key.shape ?? [])) continue
    if (isDynamic(value)) sink.unreadable()
    else if (key.text === undefined || aliasOf(key.text) !== undefined) {
      runAlias(value.text ?? '', { globals: [], rest: [] }, sink)
    } else readSetting(key.text, value.text ?? '', sink)
  }
}
