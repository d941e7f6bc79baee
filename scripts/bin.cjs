#!/usr/bin/env node
// Old syntax on purpose: a node that is too old must be able to read this far and say so.
// biome-ignore-all lint: arrow functions and templates are too new
'use strict'

var needed = 24
var found = process.versions.node

function fail(text) {
  process.stderr.write('cursor-guard' + text + '\n')
  process.exit(70)
}

function failStart(error) {
  fail(': ' + (error && error.stack ? error.stack : error))
}

function start(cli) {
  return cli.start()
}

if (Number(found.split('.')[0]) < needed) {
  var which = needed + ' or newer; this is ' + found + ' (' + process.execPath + ').'
  var run = 'npx --yes node@' + needed + ' ' + JSON.stringify(__filename)
  fail(' needs Node.js ' + which + '\nInstall it from https://nodejs.org, or run: ' + run)
} else {
  import('./cli.js').then(start).catch(failStart)
}
