/** Folders whose files are named by somebody else: a command, a table, an event of the forge. */
export const givenNames = [
  'src/commands/*.ts',
  'src/adapters/storage/tables/*.ts',
  'src/server/app/handlers/*.ts',
]

/** Names that several files share because they are one thing: the port, and what fulfils it. */
export const sharedNames: Readonly<Record<string, string>> = {
  'index.ts': 'the list of what its folder holds',
  'change-reader.ts': 'port and adapter',
  'policy-memory.ts': 'port and adapter',
  'ref-memory.ts': 'port and adapter',
  'scan-memory.ts': 'port and adapter',
}
