import type { Detector } from '../detector.ts'
import { assembled } from './assembled.ts'
import { isPlaceholder } from './placeholder.ts'
import { isRandomToken, isStrongPassword, isWordy } from './randomness.ts'

const revoke = 'Change the account’s password on that server, and keep it out of the address.'

const stock =
  /^(?:p(?:ass)?w(?:or)?d\d*|pass(?:phrase)?|passw(?:or)?d?|pw|secret\d*|mypass(?:word)?|my-?secret(?:-pw)?|user(?:name)?|admin|root|test\d*|guest|token|oauth2?|x-oauth-basic|x-token-auth|anonymous|foo|bar|baz|qux|abc|xyz|hunter2|postgres|mysql|redis|mongo|rabbitmq|sa|git|npm|none|null|undefined|true|false|key|api-?key|access-?token|api-?token|[a-z]|\d{1,6}|\*+|x+|\.+|_+)$/i

/** Whether it stands for a password instead of being one: a stock word, a variable, a template. */
export function isStock(secret: string): boolean {
  if (stock.test(secret) || isPlaceholder(secret)) return true
  if (/^(?:some|my|your|the|a)[-_]?(?:pass|pw|secret|token|key)/i.test(secret)) return true
  if (/^[A-Z_]*(?:PASS|PW|SECRET|TOKEN|KEY)[A-Z_]*$/.test(secret)) return true
  // A mark of templates and code makes none of what is random around it.
  const isMarked =
    /^[$%<{[(*]|^[\w$]+\??(?:\.[A-Za-z_$][\w$]*)+$|[>}\])]$|^:|\$\{|\{\{|%\(|<[a-z]/.test(secret)
  return isMarked && !isStrongPassword(secret)
}

/** A password a person or machine took care over; stock words and mere words are left alone. */
export function isCareful(secret: string): boolean {
  const plain = secret.includes('%') ? secret.replace(/%[0-9A-Fa-f]{2}/g, '+') : secret
  return !isStock(plain) && (isRandomToken(plain) || isStrongPassword(plain) || isMixed(plain))
}

function isMixed(secret: string): boolean {
  if (secret.length < 10 || isWordy(secret) || /\/.*\//.test(secret)) return false
  if (!/\d/.test(secret)) return /[a-z][A-Z]/.test(secret)
  return /[A-Za-z]/.test(secret) && !/^[A-Za-z]+[\d!@#]{1,4}$/.test(secret)
}

const isReserved = (after: string) =>
  /^["']?@(?:[\w.-]*\.)?(?:example\.(?:com|org|net)|example|test|invalid)\b/i.test(after)

interface Shape {
  id: string
  keywords: string[]
  pattern: string
  maxLength: number
  /** Around `VALUE`, the password. */
  hit: string
  misses: string[]
  fits?: (context: { before: string; after: string }) => boolean
}

/** The same place in a text as two rules: careful passwords are rewritten, weak ones reported. */
function bothTiers(shape: Shape): Detector[] {
  const fits = shape.fits ?? (() => true)
  const base = {
    provider: 'Any',
    keywords: shape.keywords,
    pattern: new RegExp(shape.pattern, 'gi'),
    maxLength: shape.maxLength,
    beforeKeyword: 0,
    revoke,
    misses: shape.misses,
  }
  const careful = assembled(shape.id, '<alnum:20>')
  return [
    {
      ...base,
      id: shape.id,
      tier: 'rewrite',
      confidence: 'high',
      accept: (secret, context) => fits(context) && isCareful(secret),
      hits: [shape.hit.replace('VALUE', careful)],
    },
    {
      ...base,
      id: `${shape.id}-weak`,
      tier: 'report',
      confidence: 'medium',
      accept: (secret, context) =>
        fits(context) &&
        !isReserved(context.after) &&
        !isStock(secret) &&
        /[^a-z]/.test(secret.slice(1)),
      hits: [shape.hit.replace('VALUE', ['sun', 'flower'].join('7'))],
    },
  ]
}

const connectionWord =
  /(?:server|data source|host|hostname|uid|user ?id|username|user|database|dbname|initial catalog|port|accountendpoint|sslmode|jdbc:\w+|\.redis\.cache\.windows\.net)\s{0,3}[=:]/i

/** Between other settings of one. */
function isInConnectionString({ before, after }: { before: string; after: string }): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return connectionWord.test(line.slice(-120)) || connectionWord.test(after)
}

/** Within SQL that makes or changes an account. */
const isInStatement = ({ before }: { before: string }) =>
  /(?:create|alter|grant|set|with)\s[^;]{0,120}$/i.test(before)

/** Passwords in addresses, connection strings and command lines. RFC 3986, 3.2.1. */
export const connections: Detector[] = [
  ...bothTiers({
    id: 'url-password',
    keywords: ['://'],
    pattern: `(?<=[a-z0-9])://[^\\s:/?#"'<>\\\\\`(){}]{0,120}:(?<secret>[^\\s/?"'<>\\\\\`]{3,200})@(?=[\\w\\[.$-])`,
    maxLength: 340,
    hit: 'postgres://app:VALUE@db.internal:5432/app',
    misses: [
      'https://user:pass@host/',
      'postgres://app:${PASSWORD}@db/app',
      'http://localhost:8080/a@b',
      'redis://:@localhost',
    ],
  }),
  ...bothTiers({
    id: 'connection-string-password',
    keywords: ['password=', 'pwd='],
    pattern: `(?<![\\w-])(?:password|pwd)= ?(?:\\\\?["'])?(?:(?<secret>[^;"'\\s\\\\]{8,128})(?=;[A-Z][A-Za-z ]{1,40}=)|(?<secret>[^;,&"'\\s\\\\<>()]{3,128})(?![(.\\w]))`,
    maxLength: 150,
    fits: isInConnectionString,
    hit: 'Server=db;Database=app;User Id=sa;Password=VALUE;',
    misses: ['Server=db;Password=password;', 'password=pwd', 'Server=db;Password=${PASSWORD};'],
  }),
  ...bothTiers({
    id: 'sql-password',
    keywords: ['identified by', 'identified with', "password '"],
    pattern: `(?:identified (?:with ["'\`]?\\w{1,40}["'\`]? )?by (?:password )?|(?<=(?:role|user|login|encrypted)\\b[^;\\n]{0,40}[ ])password )(?:'(?<secret>(?:[^'\\n]|''){3,128})'|"(?<secret>[^"\\n]{3,128})")`,
    maxLength: 240,
    fits: isInStatement,
    hit: "CREATE USER app IDENTIFIED BY 'VALUE';",
    misses: [
      "CREATE USER app IDENTIFIED BY '${PASSWORD}';",
      'ALTER USER app IDENTIFIED BY password',
      "the password 'hunter'",
    ],
  }),
  ...bothTiers({
    id: 'oracle-password',
    keywords: ['jdbc:oracle:'],
    pattern: `jdbc:oracle:(?:thin|oci):[^/\\s@]{1,64}/(?<secret>[^@\\s"']{3,64})@`,
    maxLength: 160,
    hit: 'jdbc:oracle:thin:app/VALUE@//db:1521/x',
    misses: ['jdbc:oracle:thin:@//db:1521/x'],
  }),
  ...bothTiers({
    id: 'curl-password',
    keywords: ['curl '],
    pattern: `curl [^\\n|;]{0,200}?(?:-u|--user|--proxy-user)[ =]{0,2}\\\\?["']?[^\\s:"'$\\\\]{1,64}:(?<secret>[^\\s"'\\\\]{3,128})`,
    maxLength: 420,
    hit: 'curl -sS -u app:VALUE https://api.acme.test/',
    misses: ['curl -u user:password https://x/', 'curl -u "$USER:$PASS" https://x/'],
  }),
  ...bothTiers({
    id: 'command-line-password',
    keywords: [
      'mysql',
      'sshpass',
      'pgpassword',
      'mysql_pwd',
      'redis-cli',
      'docker login',
      'password ',
      'password=',
    ],
    pattern: `(?:(?<![\\w.-])mysql(?:dump|admin)? (?:[^\\n|;]{0,120}? )?-p(?:assword=)?|sshpass -p ?|(?:PGPASSWORD|MYSQL_PWD)=(?!=)|redis-cli [^\\n|;]{0,80}?-a |docker login [^\\n|;]{0,120}?(?:-p|--password)[ =]|(?<=\\s-{1,2}(?:[a-z]{1,12}-)?)password[ =])\\\\?["']?(?<secret>[^\\s"';|\\\\]{3,128})`,
    maxLength: 320,
    hit: 'mysql -h db -u app -pVALUE shop',
    misses: ['mysql -u root -p shop', 'PGPASSWORD=$DB_PASSWORD psql'],
  }),
  ...bothTiers({
    id: 'network-credential',
    keywords: ['networkcredential('],
    pattern: `NetworkCredential\\((?:"[^"\\n]{1,80}"|[\\w.]{1,60}), ?"(?<secret>[^"\\s]{3,128})"`,
    maxLength: 300,
    hit: 'new NetworkCredential("app", "VALUE");',
    misses: ['new NetworkCredential(user, password)', 'new NetworkCredential("user", "password")'],
  }),
  ...bothTiers({
    id: 'netrc-password',
    keywords: ['machine '],
    pattern: `machine\\s{1,4}\\S{1,80}\\s{1,8}login\\s{1,4}\\S{1,80}\\s{1,8}password\\s{1,4}(?<secret>[^\\s"'\\\\]{3,200})`,
    maxLength: 420,
    hit: 'machine api.acme.test\n  login app\n  password VALUE\n',
    misses: ['machine api.acme.test login app password password', 'machine learning login'],
  }),
]
