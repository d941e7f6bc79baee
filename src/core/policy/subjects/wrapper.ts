import type { OptionGrammar } from './option-grammar.ts'

/** A program that runs the command in its own arguments. */
export interface Wrapper {
  /** What it knows of options; behind any other the next word may be its value or the command. */
  options: OptionGrammar
  /** Words of its own before the command starts, as the duration of `timeout`. */
  operands?: number
  /** `NAME=value` may stand before the command. */
  assigns?: boolean
  /** Options that make it print something instead of running a command. */
  idle?: readonly string[]
  /** Does nothing a rule could be about; a list of permitted programs need not name it. */
  transparent?: boolean
  /** The arguments are joined and read by a shell; `one`: where there is only one. */
  joins?: 'all' | 'one'
  /** Appends words nobody has read, as `xargs` does. */
  appends?: boolean
  /** Options whose value is a mark: the words take its place and are not appended. */
  marks?: readonly string[]
  /** Options whose value is a script, as in `su -c SCRIPT`. */
  scripts?: readonly string[]
  /** The words behind a script are arguments of its last command, as with `env -S`. */
  scriptContinues?: boolean
  /** The option whose value is the program that gets the words of the command. */
  entry?: string
  /** Takes no command but scripts, and options after operands too. */
  anywhere?: boolean
  /** The command comes behind one of these words. */
  verbs?: Readonly<Record<string, Wrapper>>
  /** Words from one of these on are lists of arguments, or commands where there was none. */
  lists?: readonly string[]
}
