import { expect, test } from '@jest/globals'
import { assembled } from '../../../../src/core/secrets/detectors/assembled.ts'
import {
  connections,
  isCareful,
  isStock,
} from '../../../../src/core/secrets/detectors/connections.ts'
import { findsOf } from './rule-finds.ts'

const careful = assembled('connection test', '<alnum:20>')
const weak = ['sun', 'flower'].join('7')

test.each([
  ['url-password', 'postgres://app:VALUE@db.internal:5432/app'],
  ['url-password', 'redis://:VALUE@cache'],
  ['url-password', 'see https://deploy:VALUE@git.acme.io/x.git.'],
  ['url-password', 'amqp://u:VALUE@[::1]:5672'],
  ['connection-string-password', 'Server=db;Database=app;User Id=sa;Password=VALUE;'],
  ['connection-string-password', 'host=db user=app password=VALUE sslmode=require'],
  ['connection-string-password', 'Pwd="VALUE";Server=db'],
  ['oracle-password', 'jdbc:oracle:thin:app/VALUE@//db:1521/x'],
  ['curl-password', 'curl -sS -u app:VALUE https://api.acme.io/'],
  ['curl-password', `curl https://api.acme.io/ --user 'app:VALUE'`],
  ['command-line-password', 'mysql -h db -u app -pVALUE shop'],
  ['command-line-password', 'mysqldump --password=VALUE shop'],
  ['command-line-password', 'sshpass -p VALUE ssh host'],
  ['command-line-password', 'PGPASSWORD=VALUE psql -h db'],
  ['command-line-password', 'redis-cli -h cache -a VALUE ping'],
  ['command-line-password', 'docker login -u app -p VALUE registry.acme.io'],
  ['network-credential', 'new NetworkCredential("app", "VALUE");'],
  ['sql-password', "CREATE USER 'app'@'%' IDENTIFIED BY 'VALUE';"],
  ['sql-password', "ALTER USER app IDENTIFIED WITH mysql_native_password BY 'VALUE'"],
  ['sql-password', `GRANT ALL ON *.* TO app IDENTIFIED BY "VALUE"`],
  ['sql-password', "CREATE ROLE app WITH LOGIN PASSWORD 'VALUE';"],
  ['url-password', 'smtp://joe@acme.io:VALUE@mail.internal:587'],
  ['netrc-password', 'machine api.acme.io\n  login app\n  password VALUE\n'],
])('%s: a careful password in %s is rewritten, a weak one reported', (rule, text) => {
  const rules = connections.filter(({ id }) => id.startsWith(rule))
  expect(findsOf(rules, text.replace('VALUE', careful))).toEqual([`${rule} ${careful}`])
  expect(findsOf(rules, text.replace('VALUE', weak))).toEqual([`${rule}-weak ${weak}`])
  expect(findsOf(rules, text.replace('VALUE', 'password'))).toEqual([])
  expect(findsOf(rules, text.replace('VALUE', '${DB_PASSWORD}'))).toEqual([])
})

const marked = ['Rk7', 'wQ2mZx', '9Lp4tB'].join('$')

test.each([
  ['curl-password', `curl -u 'app:${marked}' https://api.acme.io/`, marked],
  ['command-line-password', `acme login --password ${marked} --region eu`, marked],
  ['url-password', `postgres://app:${marked.replace('$', '{')}@db/app`, marked.replace('$', '{')],
  [
    'connection-string-password',
    `Server=db;User Id=sa;Password=${marked.replace('$', '(')};Encrypt=true`,
    marked.replace('$', '('),
  ],
])('%s: a password is taken whole, with the marks of templates in it', (rule, text, secret) => {
  expect(findsOf(connections, text)).toEqual([`${rule} ${secret}`])
})

test('prose about who is identified by what names no password', () => {
  const text = "the copy operation is identified by 'x-ms-copy-id2'."
  expect(findsOf(connections, text)).toEqual([])
})

test.each([
  ['an address without a password', 'https://user@host/'],
  ['a port', 'http://localhost:8080/a@b'],
  ['an address in prose', `ftp://a b:${careful}@host`],
  ['a name in a host that is reserved', `postgres://app:${weak}@db.example.com/x`],
  ['a password that stands alone', `password=${weak}`],
  ['a call', `Server=db;password=${weak}(x)`],
  ['another option of a command', `mysqlx -p${careful}`],
])('%s is no password of a connection', (_, text) => {
  expect(findsOf(connections, text)).toEqual([])
})

test('a careful password counts in an address of an example too', () => {
  expect(findsOf(connections, `https://u:${careful}@host.example.com/`)).toEqual([
    `url-password ${careful}`,
  ])
})

test.each([
  ...['password', 'secret1', 'admin', 'hunter2', 'x', '123456', '****', '...', 'null'],
  ...[
    'mySecretThing',
    'your-token-here',
    '$PASS',
    '${PASS}',
    '{{ pass }}',
    '<password>',
    '%(pass)s',
  ],
  ...['config.password', 'DB_PASSWORD', 'process.env.PW', ':name', 'changeme', 'xxxxxxxx1'],
])('%s stands for a password', (text) => {
  expect(isStock(text)).toBe(true)
  expect(isCareful(text)).toBe(false)
})

test.each([
  [assembled('careful', '<alnum:20>'), true],
  [['Tr0ub', 'dor', '3x9'].join('&'), true],
  [['qz', 'Xv'].join('KwPf').repeat(2), true],
  [['4fj2', 'kd9w', 'mq'].join(''), true],
  [encodeURIComponent(['Xk9', 'vQ2', 'mZ7'].join('#')), true],
  ['sunflower', false],
  ['Sunflower12!', false],
  ['short1X', false],
])('%s is a careful password: %s', (text, expected) => {
  expect(isCareful(text)).toBe(expected)
})
