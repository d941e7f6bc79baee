import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'

/** The licence texts of every package whose code is in a bundle, as those licences ask. */
export async function renderLicenses(metafile: Metafile, root: string): Promise<string> {
  const folders = new Set(Object.keys(metafile.inputs).flatMap(packageFolder))
  const parts = await Promise.all([...folders].toSorted().map((folder) => describe(folder, root)))
  return `${[...new Set(parts)].join(`\n${'-'.repeat(80)}\n\n`)}`
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` → `node_modules/a/node_modules/@b/c`. */
function packageFolder(path: string): string[] {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
  return folder === undefined ? [] : [folder]
}

async function describe(folder: string, root: string): Promise<string> {
  const path = join(root, folder)
  const { name, version, license } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'))
  const files = (await readdir(path))
    .filter((file) => /^(licen[cs]e|notice)/i.test(file))
    .toSorted()
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')))
  const text = texts.map((one) => one.replace(/\r\n/g, '\n').trim()).join('\n\n')
  return `${name} ${version} (${license ?? 'no licence named'})\n\n${text}\n`
}
