import { randomBytes } from 'node:crypto'
import { hex, of, type Sample, word } from './generate.ts'

/** How a value is written where it stands, and the text around it. */
interface Place {
  write?: (value: string) => string
  around: (written: string) => string
}

const printable = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join('')
const inJson = (value: string) => JSON.stringify(value).slice(1, -1)
const inYaml = (value: string) => value.replaceAll("'", "''")
const inCode = (value: string) => value.replace(/[\\']/g, '\\$&')
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const inXml = (value: string) => value.replace(/[&<>"]/g, (mark) => entities[mark] ?? mark)
const inBase64 = (value: string) => Buffer.from(value).toString('base64')

/** Where settings keep passwords, each by the grammar of its file. */
const settings: Record<string, Place> = {
  json: { write: inJson, around: (it) => `{\n  "Db": {\n    "Password": "${it}"\n  }\n}\n` },
  yaml: { write: inYaml, around: (it) => `db:\n  host: db\n  password: '${it}'\n` },
  'plain yaml': { around: (it) => `db:\n  password: x${it}\n  host: db\n` },
  '.env': { around: (it) => `A=1\nDB_PASSWORD=${it}\nB=2\n` },
  properties: { around: (it) => `db.password=${it}\ndb.host=db\n` },
  ini: { around: (it) => `[db]\nuser = app\npassword = ${it}\n` },
  toml: { write: inJson, around: (it) => `[db]\npassword = "${it}"\n` },
  hcl: { write: inJson, around: (it) => `resource "db" "x" {\n  password = "${it}"\n}\n` },
  xml: { write: inXml, around: (it) => `<db>\n  <password>\n    ${it}\n  </password>\n</db>\n` },
  'xml attribute': { write: inXml, around: (it) => `<add key="DbPassword" value="${it}" />` },
  plist: { write: inXml, around: (it) => `<key>password</key>\n<string>${it}</string>` },
  kubernetes: { write: inJson, around: (it) => `- name: DB_PASSWORD\n  value: "${it}"\n` },
  'kubernetes secret': { write: inBase64, around: (it) => `data:\n  password: ${it}\n` },
  code: { write: inCode, around: (it) => `const dbPassword = '${it}'\n` },
  sql: {
    write: inYaml,
    around: (it) => `CREATE USER 'app'@'%' IDENTIFIED BY '${it}';`,
  },
}

/** Ways to give a name a value; each with an issuer nobody knows. */
const assignments: Record<string, (it: string) => string> = {
  go: (it) => `var apiToken string = "${it}"`,
  rust: (it) => `const API_TOKEN: &'static str = "${it}";`,
  python: (it) => `API_TOKEN: Final[str] = "${it}"`,
  php: (it) => `$apiToken .= '${it}';`,
  'php constant': (it) => `define('API_TOKEN', '${it}');`,
  'make ?=': (it) => `API_TOKEN ?= ${it}\n`,
  'make ::=': (it) => `API_TOKEN ::= ${it}\n`,
  'make :::=': (it) => `API_TOKEN :::= ${it}\n`,
  c: (it) => `#define API_TOKEN "${it}"\n`,
  dockerfile: (it) => `FROM scratch\nENV API_TOKEN ${it}\n`,
  csh: (it) => `setenv API_TOKEN ${it}\n`,
  'default of a variable': (it) => `const it = process.env.API_TOKEN || '${it}'`,
  'default in a shell': (it) => `token="\${API_TOKEN:-${it}}"`,
  terraform: (it) => `variable "api_token" {\n  default = "${it}"\n}`,
  header: (it) => `X-Api-Key: ${it}\r\n`,
  curl: (it) => `curl --oauth2-bearer ${it} https://api.internal/`,
  option: (it) => `acme login --token=${it} --region eu`,
}

const django = `${'abcdefghijklmnopqrstuvwxyz0123456789'}!@#$%^&*(-_=+)`

/** What frameworks generate, where they put it. */
const frameworks: Record<string, [make: () => string, around: (it: string) => string]> = {
  django: [() => of(django, 50), (it) => `SECRET_KEY = '${it}'\n`],
  flask: [() => hex(48), (it) => `app.config['SECRET_KEY'] = '${it}'\n`],
  rails: [() => hex(128), (it) => `production:\n  secret_key_base: ${it}\n`],
  phoenix: [() => randomBytes(48).toString('base64'), (it) => `  secret_key_base: "${it}",\n`],
  laravel: [() => `base64:${randomBytes(32).toString('base64')}`, (it) => `APP_KEY=${it}\n`],
  symfony: [() => hex(32), (it) => `APP_SECRET=${it}\n`],
  wordpress: [
    () => of(printable.replace(/['\\]/g, ''), 64),
    (it) => `define('AUTH_KEY', '${it}');`,
  ],
  drupal: [
    () => randomBytes(55).toString('base64url'),
    (it) => `$settings['hash_salt'] = '${it}';`,
  ],
}

/** `times` fresh passwords of twenty printable characters in each kind of file of settings. */
export function passwordSamples(times: number): Sample[] {
  return samplesOf(Object.entries(settings), times, ([source, { write = String, around }]) => {
    const secret = write(of(printable, 20))
    return { source, secret: source === 'plain yaml' ? `x${secret}` : secret, text: around(secret) }
  })
}

/** `times` fresh tokens of 32 letters and digits in each way to assign one. */
export function assignmentSamples(times: number): Sample[] {
  return samplesOf(Object.entries(assignments), times, ([source, around]) => {
    const secret = word(32)
    return { source, secret, text: around(secret) }
  })
}

/** `times` fresh keys of each framework. */
export function frameworkSamples(times: number): Sample[] {
  return samplesOf(Object.entries(frameworks), times, ([source, [make, around]]) => {
    const secret = make()
    return { source, secret, text: around(secret) }
  })
}

const samplesOf = <Kind>(kinds: Kind[], times: number, make: (kind: Kind) => Sample): Sample[] =>
  kinds.flatMap((kind) => Array.from({ length: times }, () => make(kind)))
