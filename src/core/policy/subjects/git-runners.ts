import { gitVerbOptions } from './git-options.ts'
import { optionGrammar } from './option-grammar.ts'
import type { Wrapper } from './wrapper.ts'

const none = optionGrammar('')

const gitScripts = (verb: string, ...scripts: string[]): Wrapper => ({
  options: gitVerbOptions(verb) ?? none,
  scripts,
  anywhere: true,
})

/** Verbs of git that run commands or scripts from their words. */
export const gitRunners: Readonly<Record<string, Wrapper>> = {
  archive: gitScripts('archive', '--exec'),
  bisect: { options: none, verbs: { run: { options: none } } },
  clone: gitScripts('clone', '-u', '--upload-pack'),
  difftool: {
    options: optionGrammar(`x,extcmd= t,tool= d,dir-diff g,gui y,no-prompt prompt no-symlinks
      symlinks tool-help trust-exit-code cached staged`),
    scripts: ['-x', '--extcmd'],
    anywhere: true,
  },
  fetch: gitScripts('fetch', '--upload-pack'),
  'filter-branch': {
    options: optionGrammar(`setup= subdirectory-filter= env-filter= tree-filter= index-filter=
      parent-filter= remap-to-ancestor msg-filter= commit-filter= tag-name-filter= prune-empty
      original= d= f,force state-branch=`),
    scripts: [
      ...['--setup', '--env-filter', '--tree-filter', '--index-filter', '--parent-filter'],
      ...['--msg-filter', '--commit-filter', '--tag-name-filter'],
    ],
    anywhere: true,
  },
  'ls-remote': {
    options: optionGrammar(`h,heads b,branches t,tags refs q,quiet exit-code get-url sort= symref
      upload-pack= exec= o,server-option=`),
    scripts: ['--upload-pack', '--exec'],
    anywhere: true,
  },
  pull: gitScripts('pull', '--upload-pack'),
  push: gitScripts('push', '--receive-pack', '--exec'),
  rebase: gitScripts('rebase', '-x', '--exec'),
  submodule: {
    options: optionGrammar('q,quiet cached'),
    verbs: { foreach: { options: optionGrammar('q,quiet recursive'), joins: 'one' } },
  },
}
