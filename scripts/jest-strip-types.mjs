// Node itself runs the sources by dropping their types; the tests see the very same code.
import { stripTypeScriptTypes } from 'node:module'

export default { process: (code) => ({ code: stripTypeScriptTypes(code, { mode: 'strip' }) }) }
