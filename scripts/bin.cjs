#!/usr/bin/env node
// Old syntax on purpose: a node that is too old must be able to read this far and say so.
'use strict'

var needed = 24
var found = process.versions.node

if (Number(found.split('.')[0]) < needed) {
  process.stderr.write(
    'cursor-guard needs Node.js ' + needed + ' or newer; this is ' + found + ' (' + process.execPath + ').\n' +
      'Install it from https://nodejs.org, or run: npx --package=node@' + needed + ' --package=cursor-guard cursor-guard\n'
  )
  process.exit(70)
} else {
  import('./cli.js').catch(function (error) {
    process.stderr.write('cursor-guard: ' + (error && error.stack ? error.stack : error) + '\n')
    process.exit(70)
  })
}
