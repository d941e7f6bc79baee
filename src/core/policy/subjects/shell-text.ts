import type { ShellWord } from './shell-word.ts'

/** One simple command: a program and its arguments, as the shell would start it. */
export interface SimpleCommand {
  words: readonly ShellWord[]
  /**
   * `wrapper`: runs another command of the same list and does nothing else, as `env` or `time`.
   * `guess`: words that are a command in some programs, as those after `--`.
   */
  role: 'command' | 'wrapper' | 'guess'
}

/** What a shell text would run. */
export interface ShellText {
  commands: readonly SimpleCommand[]
  /** False when a part could not be read; then anything may be in it. */
  complete: boolean
}

/** What `unwrap` reports back about the words of one command. */
export interface CommandSink {
  /** Reads another text as a script. */
  script(text: string): void
  add(command: SimpleCommand): void
  /** Something will run that cannot be read. */
  unreadable(): void
}
