import { delimiter, dirname, isAbsolute, join } from 'node:path'

/** How this process was started: what a person has to type to start another one like it. */
export interface StartedAs {
  env: NodeJS.ProcessEnv
  /** The program's file as it was named, absolute: `process.argv[1]`. */
  file: string
}

/** `npm --prefix CHECKOUT run cursor-guard` changes the folder; this is the one it was typed in. */
export function standingIn(env: NodeJS.ProcessEnv, folder: string): string {
  const typedIn = isOfScript(env) ? env.INIT_CWD : undefined
  return typedIn !== undefined && isAbsolute(typedIn) ? typedIn : folder
}

/** The command as it can be typed where this process was started, without arguments. */
export function typedCommand({ env, file }: StartedAs): string {
  if (isOfScript(env)) {
    const checkout = dirname(env.npm_package_json ?? '')
    const where = checkout === env.INIT_CWD ? '' : `--prefix ${shellQuoted(checkout)} `
    return `npm ${where}run --silent cursor-guard --`
  }
  const inPath = (env.PATH ?? '').split(delimiter).some((folder) => join(folder, name) === file)
  if (inPath) return env.npm_command === 'exec' ? `npx ${name}` : name
  return file.endsWith(`/${name}`) ? shellQuoted(file) : `node ${shellQuoted(file)}`
}

/** A hint that names our commands, with what has to be typed here instead of the bare name. */
export const asTyped = (hint: string, command: string): string =>
  hint.replace(
    /\bcursor-guard(?= (?:run|serve|init|replay|verify|scan|policy|approvals|blame|doctor|recordings)\b)/g,
    () => command,
  )

const name = 'cursor-guard'
const isOfScript = ({ npm_lifecycle_event: script }: NodeJS.ProcessEnv) => script === name
/** A path as a shell reads it back. */
export const shellQuoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
