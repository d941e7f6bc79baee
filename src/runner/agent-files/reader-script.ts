/**
 * The program of the reader: a small node process that looks names up and reads files with the
 * rights of the agent's user, so that no name leads the guard to what that user could not read.
 *
 * Its argument is JSON: the workspace, the folders it may read in, and the most bytes of a file. A
 * request is one line of JSON: `{ locate }`, `{ read }`, `{ settings }` (as `read`, over links) or
 * `{ walk }`, which answers with JSON of its own. Answers come in the same order, each one line of JSON,
 * followed by as many raw bytes as its `bytes` says. An empty answer is a refusal.
 *
 * It is text because the agent's user may not be allowed to read the guard's own files.
 */
export const readerScript = String.raw`
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const { isUtf8 } = require('node:buffer')
const { workspace, folders, maxBytes } = JSON.parse(process.argv[1])

const real = (name) => fs.realpathSync.native(name)
const tryReal = (name) => { try { return real(name) } catch { return undefined } }
const isWithin = (name, folder) => name === folder || name.startsWith(folder + '/')
const isNotThere = (error) => error.code === 'ENOENT'

// Files in name alone: what they hold are the secrets of processes and machines.
const never = ['/proc', '/sys', '/dev']
const roots = folders.map(tryReal).filter((folder) => folder !== undefined && folder !== '/')
const isOurs = (name) =>
  roots.some((root) => isWithin(name, root)) && !never.some((place) => isWithin(name, place))
const realWorkspace = tryReal(workspace) ?? workspace

// Where a name leads. Of what is not there, the rest is put behind what is.
const leadsTo = (name) => {
  const rest = []
  for (let at = name; ; at = path.dirname(at)) {
    try {
      return path.join(real(at), ...rest)
    } catch (error) {
      // A link that leads nowhere is there: where it would lead is not guessed.
      if (!isNotThere(error) || fs.lstatSync(at, { throwIfNoEntry: false })) throw error
      rest.unshift(path.basename(at))
    }
  }
}

const locate = (name) => {
  const plain = path.resolve(workspace, name)
  const place = leadsTo(plain)
  // Behind a link, ".." is another folder to the system than to whoever works names out first.
  if (name.split('/').includes('..')) {
    const walked = tryReal(path.isAbsolute(name) ? name : workspace + '/' + name)
    if (walked !== undefined && walked !== place) return {}
  }
  const inside = (folder, at) => isWithin(at, folder) ? path.relative(folder, at) || '.' : at
  const shown = inside(realWorkspace, place)
  return { place, ...(shown === inside(workspace, plain) ? {} : { leadsTo: shown }) }
}

const isAt = (file, place) => {
  if (process.platform === 'linux') return fs.readlinkSync('/proc/self/fd/' + file) === place
  const [open, named] = [fs.fstatSync(file), fs.lstatSync(place)]
  return open.ino === named.ino && open.dev === named.dev && real(place) === place
}

const start = (file, most) => {
  const bytes = Buffer.allocUnsafe(most + 1)
  let size = 0
  for (let count = 1; count > 0 && size <= most; size += count)
    count = fs.readSync(file, bytes, size, bytes.length - size, null)
  return bytes.subarray(0, size)
}

const read = (place, most = maxBytes) => {
  if (!isOurs(place)) return undefined
  const found = fs.lstatSync(place, { throwIfNoEntry: false })
  if (found === undefined) return leadsTo(place) === place ? Buffer.alloc(0) : undefined
  if (!found.isFile()) return undefined
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = fs.constants
  const file = fs.openSync(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
  try {
    // What was looked at may be another file by now: what is open counts.
    if (!fs.fstatSync(file).isFile() || !isAt(file, place)) return undefined
    const bytes = start(file, most)
    return bytes.length > most ? undefined : bytes
  } finally {
    fs.closeSync(file)
  }
}

// Settings of a program: what is not there says nothing, wherever that would be.
const settings = ({ file, most }) => {
  try {
    const place = leadsTo(file)
    return fs.lstatSync(place, { throwIfNoEntry: false }) ? read(place, most) : Buffer.alloc(0)
  } catch (error) {
    if (error.code === 'ENOTDIR') return Buffer.alloc(0)
    throw error
  }
}

const isFolder = (name, entry) =>
  entry.isDirectory() ||
  (entry.isSymbolicLink() && fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() === true)

// Names need not be UTF-8: in a walk each character stands for one byte.
const bytesOf = (name) => Buffer.from(name, 'latin1')

// Folders below one: those with certain names, or all at a certain depth. Links are not followed.
const walk = ({ folder, names, skip, depth, mostEntries, mostFound }) => {
  const found = []
  let missed = false
  let level = [Buffer.from(folder).toString('latin1')]
  let seen = 0
  for (let at = 1; at <= depth && level.length > 0; at += 1) {
    const next = []
    for (const name of level) {
      const entries = entriesOf(bytesOf(name))
      missed ||= entries === undefined
      for (const entry of entries ?? []) {
        if (seen++ >= mostEntries || found.length >= mostFound) return { found, complete: false }
        const inside = path.join(name, entry.name)
        const isMeant = names.length > 0 ? names.includes(entry.name) : at === depth
        if (isMeant && isFolder(bytesOf(inside), entry)) {
          if (isUtf8(bytesOf(inside))) found.push(bytesOf(inside).toString())
          else missed = true
        }
        if (entry.isDirectory() && !skip.includes(entry.name)) next.push(inside)
      }
    }
    level = next
  }
  return { found, complete: !missed && (level.length === 0 || names.length === 0) }
}

const maySearch = (folder) => {
  try {
    fs.accessSync(folder, fs.constants.X_OK)
    return true
  } catch {
    return false
  }
}

// Without the right to list a folder, what is in it can be used by name: then nobody knows.
const entriesOf = (name) => {
  try {
    return entriesIn(fs.opendirSync(name, { encoding: 'latin1', bufferSize: 256 }))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(error.code)) return []
    if (['EACCES', 'EPERM'].includes(error.code)) return maySearch(name) ? undefined : []
    throw error
  }
}

function* entriesIn(folder) {
  try {
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) yield entry
  } finally {
    folder.closeSync()
  }
}

const contentOf = ({ read: place, settings: file, walk: folders }) => {
  if (folders !== undefined) return Buffer.from(JSON.stringify(walk(folders)))
  return file === undefined ? read(place) : settings(file)
}

const answer = (request) => {
  try {
    if (request.locate !== undefined) return [locate(request.locate)]
    const bytes = contentOf(request)
    return bytes === undefined ? [{}] : [{ bytes: bytes.length }, bytes]
  } catch {
    return [{}]
  }
}

const lines = require('node:readline').createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const [head, bytes] = answer(JSON.parse(line))
  process.stdout.write(JSON.stringify(head) + '\n')
  if (bytes !== undefined) process.stdout.write(bytes)
})
lines.on('close', () => process.exit(0))
`
