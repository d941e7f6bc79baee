/** A program that runs the command in its own arguments. */
export interface Wrapper {
  /** Short options that take the next word as their value. */
  valued?: string
  /** Long options that do. */
  valuedLong?: readonly string[]
  /** Words of its own before the command starts, as the duration of `timeout`. */
  operands?: number
  /** `NAME=value` may stand before the command. */
  assigns?: boolean
  /** Options that make it print something instead of running a command. */
  idle?: readonly string[]
  /** Does nothing a rule could be about; a list of permitted programs need not name it. */
  transparent?: boolean
  /** The arguments are joined and read by a shell. */
  joins?: boolean
  /** Appends words nobody has read, as `xargs` does. */
  appends?: boolean
  /** The option whose value is a script, as in `su -c SCRIPT`. */
  script?: string
  /** Takes no command but that script, and options after operands too. */
  anywhere?: boolean
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  builtin: { transparent: true },
  busybox: { transparent: true },
  caffeinate: { valued: 'tw', transparent: true },
  chroot: { operands: 1, valuedLong: ['userspec', 'groups'] },
  chrt: { operands: 1, valued: 'TPD', transparent: true },
  command: { idle: ['-v', '-V'], transparent: true },
  doas: { valued: 'uC' },
  env: {
    valued: 'uCS',
    valuedLong: ['unset', 'chdir'],
    assigns: true,
    transparent: true,
    script: 'S',
  },
  exec: { valued: 'a', transparent: true },
  flock: { operands: 1, valued: 'wE', transparent: true, script: 'c' },
  gosu: { operands: 1 },
  ionice: { valued: 'cnpPu', transparent: true },
  ltrace: { valued: 'aeFlnopsuwx' },
  nice: { valued: 'n', valuedLong: ['adjustment'], transparent: true },
  nohup: { transparent: true },
  nsenter: { valued: 'tSG' },
  runuser: { valued: 'ugGs', script: 'c' },
  script: { valued: 'cEIOTBmo', script: 'c', anywhere: true },
  setsid: { transparent: true },
  ssh: { operands: 1, valued: 'bcDEeFIiJLlmOopQRSWw', joins: true },
  stdbuf: { valued: 'ioe', valuedLong: ['input', 'output', 'error'], transparent: true },
  strace: { valued: 'abeEIoOpPsSuUX' },
  su: { valued: 'cgGs', script: 'c', anywhere: true },
  'su-exec': { operands: 1 },
  sudo: {
    valued: 'aCcDghpRrTtUu',
    valuedLong: [
      'user',
      'group',
      'host',
      'prompt',
      'chdir',
      'chroot',
      'role',
      'type',
      'close-from',
    ],
    assigns: true,
  },
  'systemd-run': { valued: 'pEHMtu', valuedLong: ['unit', 'property', 'setenv'] },
  taskset: { operands: 1, transparent: true },
  time: { valued: 'fo', transparent: true },
  timeout: { operands: 1, valued: 'ks', valuedLong: ['signal', 'kill-after'], transparent: true },
  unbuffer: { transparent: true },
  unshare: { valued: 'SGRw' },
  watch: { valued: 'nq', valuedLong: ['interval'], joins: true },
  xargs: {
    valued: 'aEdILnPs',
    valuedLong: ['arg-file', 'delimiter', 'max-lines', 'max-args', 'max-procs', 'max-chars'],
    appends: true,
  },
}

export const wrapperFor = (program: string): Wrapper | undefined =>
  Object.hasOwn(wrappers, program) ? wrappers[program] : undefined

const shells = new Set(['ash', 'bash', 'dash', 'fish', 'ksh', 'mksh', 'rbash', 'sh', 'yash', 'zsh'])
export const isShell = (program: string): boolean => shells.has(program)

/** Names of programs that run others, or texts, from their own words. */
export const runners: readonly string[] = [
  ...Object.keys(wrappers),
  ...shells,
  'eval',
  'trap',
  'alias',
  'source',
  '.',
  'find',
]

/** Options of `find` whose words up to `;` or `+` are a command. */
export const findActions = new Set(['-exec', '-execdir', '-ok', '-okdir'])
