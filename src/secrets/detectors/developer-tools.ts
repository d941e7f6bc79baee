import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'

const tokens = (provider: string) =>
  issuer(provider, `Delete it in ${provider} under the user’s or project’s API tokens.`)
const nearTokens = (provider: string) =>
  nearIssuer(provider, `Delete it in ${provider} under the user’s or project’s API tokens.`)

/** Builds, tests, data pipelines, data stores and the workshop of everyday development. */
export const developerTools: Detector[] = [
  tokens('Postman')('postman-key', 'PMAK-<alnum:24>-<alnum:34>'),
  tokens('Postman')('postman-collection-key', 'PMAT-<up:26>'),
  tokens('CircleCI')('circleci-token', '{CCIPAT|CCIPRJ}_<alnum:22>_<hex:40>'),
  nearTokens('CircleCI')(
    'circleci-token-legacy',
    ['circleci', 'circle_token', 'circle-token'],
    '<hex:40>',
  ),
  tokens('Buildkite')('buildkite-token', ['{bkua|bkaj|bkct}_<alnum:40>', 'bkpt_<alnum:40-80>']),
  nearTokens('Buildkite')('buildkite-agent-token', ['buildkite'], '<hex:50>'),
  nearTokens('Travis CI')('travis-token', ['travis'], '<url:22>'),
  nearTokens('Drone')('drone-token', ['drone_token', 'droneci', 'drone_server'], '<alnum:32>'),
  nearTokens('Jenkins')('jenkins-token', ['jenkins'], '<hex:32-34>'),
  tokens('Octopus Deploy')('octopus-key', 'API-<up:25-30>'),
  tokens('Harness')('harness-key', '{pat|sat}.<url:22>.<alnum:24>.<alnum:20>'),
  tokens('Prefect')('prefect-key', '{pnu|pnb}_<alnum:36>'),
  tokens('Depot')('depot-token', 'depot_{org|project|user}_<hex:64>'),
  tokens('Infracost')('infracost-key', 'ico-<alnum:32>'),
  tokens('Sourcegraph')('sourcegraph-token', [
    'sgp_<Hex:16>_<Hex:40>',
    'sgp_local_<Hex:40>',
    'sgp_<Hex:40>',
    'sgd_<Hex:64>',
    'sgs_<Hex:64>',
  ]),
  tokens('Sourcegraph')('sourcegraph-cody-token', 'slk_<hex:64>'),
  tokens('Segment')('segment-token', 'sgp_<alnum:64>'),
  nearTokens('Segment')('segment-key', ['segment'], '<url:43>.<url:43>'),
  tokens('RunPod')('runpod-key', ['rpa_<up:40-46>', 'rps_<up:40-46>']),
  tokens('Ionic')('ionic-token', 'ion_<low:42>'),
  tokens('ClickHouse')('clickhouse-key', '4b1d<alnum:38>'),
  tokens('MongoDB Atlas')('mongodb-service-account', 'mdb_sa_sk_<url:40>'),
  nearTokens('MongoDB Atlas')(
    'mongodb-atlas-key',
    ['atlas_private', 'mongodb_atlas', 'atlas_api'],
    '<uuid>',
  ),
  tokens('Turso')('turso-token', 'libsql://<lowurl:3-60>.turso.io?authToken=^<dotted:60-600>'),
  tokens('Apollo GraphOS')(
    'apollo-key',
    ['service:<url:3-40>:^<url:22>', 'user:<dotted:6-60>:^<url:22>'],
    { tier: 'report' },
  ),
  tokens('Hasura')('hasura-secret', 'x-hasura-admin-secret{: |": "|":"|\\": \\"}^<any64:12-128>', {
    anyCase: true,
  }),
  tokens('Retool')('retool-token', 'retool_<alnum:28-64>'),
  tokens('dbt')('dbt-token', ['dbtc_<any64:30-80>', 'dbts_<any64:30-80>', 'dbtu_<any64:30-80>']),
  tokens('Tableau')('tableau-token', '<b64:22>==:<alnum:32>', { tier: 'report' }),
  tokens('Ubidots')('ubidots-token', 'BBFF-<alnum:30>'),
  tokens('Adafruit')('adafruit-key', 'aio_<alnum:28>'),
  tokens('Voiceflow')('voiceflow-key', [
    'VF.{DM|WS}.<Hex:24>.<alnum:16>',
    'VF.<Hex:24>.<alnum:16>',
  ]),
  tokens('Apify')('apify-token', 'apify_{api|ui|proxy|int|run|wd}_<alnum:34-40>'),
  tokens('Adobe')('adobe-client-secret', 'p8e-<url:32>'),
  tokens('SettleMint')('settlemint-token', 'sm_{aat|pat|sat}_<alnum:16>'),
  tokens('Portainer')('portainer-token', 'ptr_<any64:40-60>'),
  tokens('n8n')('n8n-key', 'n8n_api_<hex:80>'),
  tokens('Trigger.dev')('trigger-dev-key', 'tr_{dev|prod|stg|preview|pat}_<alnum:18-48>'),
  tokens('Inngest')('inngest-key', 'signkey-{prod|test|branch}-<hex:32-64>'),
  tokens('Unkey')('unkey-root-key', 'unkey_<alnum:20-40>'),
  tokens('Browserbase')('browserbase-key', 'bb_live_<url:27>'),
  nearTokens('BrowserStack')('browserstack-key', ['browserstack'], '<alnum:20>'),
  nearTokens('Sauce Labs')('saucelabs-key', ['sauce'], '<uuid>'),
  nearTokens('LambdaTest')('lambdatest-key', ['lambdatest'], '<alnum:50>'),
  nearTokens('Cypress')('cypress-record-key', ['cypress'], '<uuid>'),
  nearTokens('Fastly')('fastly-token', ['fastly'], '<url:32>'),
  nearTokens('Confluent')('confluent-secret-nearby', ['confluent', 'ccloud', 'kafka'], '<b64:64>'),
  nearTokens('Confluent')('confluent-key', ['confluent', 'ccloud'], '<up:16>'),
  nearTokens('Expo')('expo-token', ['expo_token', 'eas_token', 'expo_access'], '<url:40>'),
  nearTokens('Infura')('infura-key', ['infura'], '<hex:32>'),
  nearTokens('Alchemy')('alchemy-key', ['alchemy'], '<url:32>'),
  tokens('Alchemy')('alchemy-auth-token', 'alcht_<alnum:30>'),
  nearTokens('Etherscan')('etherscan-key', ['etherscan'], '<up:34>'),
  nearTokens('Ethereum')(
    'ethereum-private-key',
    ['private_key', 'privatekey', 'private-key', 'privkey'],
    '{0x|}<Hex:64>',
    { provider: 'Ethereum', revoke: 'Move the funds and the roles of this account to a new key.' },
  ),
]
