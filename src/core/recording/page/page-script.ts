import { detailScript } from './script-detail.ts'
import { headerScript } from './script-header.ts'
import { listScript } from './script-list.ts'
import { modelScript } from './script-model.ts'
import { playerScript } from './script-player.ts'

/**
 * The script of the page, as text: it runs in a browser, from a file, whether or not the guard was
 * bundled. It makes elements and text nodes, never markup from strings.
 */
export const pageScript = [
  '(() => {',
  "'use strict';",
  modelScript,
  headerScript,
  listScript,
  detailScript,
  playerScript,
  '})()',
].join('\n')
