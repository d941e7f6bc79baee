import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'

const keyPage = (provider: string) =>
  issuer(provider, `Revoke it in ${provider} under the account’s or organization’s API keys.`)
const nearKeyPage = (provider: string) =>
  nearIssuer(provider, `Revoke it in ${provider} under the account’s or organization’s API keys.`)
const newRelic = keyPage('New Relic')
const grafana = keyPage('Grafana')
const sentry = keyPage('Sentry')

/** Metrics, logs, errors, uptime, feature flags and product analytics. */
export const monitoring: Detector[] = [
  nearKeyPage('Datadog')(
    'datadog-api-key',
    ['datadog', 'dd_api', 'dd-api', 'dd_client'],
    '<hex:32>',
  ),
  nearKeyPage('Datadog')('datadog-app-key', ['datadog', 'dd_app', 'dd-app'], '<low:40>'),
  keyPage('Datadog')('datadog-app-key-prefixed', 'ddapp_<alnum:34>'),
  newRelic('new-relic-user-key', 'NRAK-<up:27>'),
  newRelic('new-relic-insert-key', '{NRII|NRIQ|NRSP}-<url:25-32>'),
  newRelic('new-relic-browser-key', '{NRJS|NRBR}-<hex:19>'),
  newRelic('new-relic-admin-key', ['NRAA-<hex:27>', 'NRRA-<hex:42>']),
  newRelic('new-relic-license-key', [
    '{eu01xx}<hex:26>FFFFNRAL',
    '<hex:32>FFFFNRAL',
    '<hex:36>NRAL',
    '<hex:40>-NRMA',
    'AA<hex:40>-NRMA',
  ]),
  sentry('sentry-org-token', 'sntrys_eyJ<pad64:60-400>_<b64:43>'),
  sentry('sentry-user-token', '{sntryu|sntrya}_<hex:64>'),
  nearKeyPage('Sentry')('sentry-token-legacy', ['sentry'], '<hex:64>'),
  grafana('grafana-service-account', 'glsa_<alnum:32>_<Hex:8>'),
  grafana('grafana-cloud-token', 'glc_<pad64:32-400>'),
  grafana('grafana-api-key', 'eyJrIjoi<pad64:60-400>'),
  keyPage('Dynatrace')('dynatrace-token', 'dt0<alnum:1><digit:2>.<up:24>.<up:64>'),
  keyPage('Honeycomb')('honeycomb-key', [
    'hcaik_<low:26-58>',
    'hcxik_<low:26-58>',
    'hcamk_<low:26>',
    'hcxmk_<low:26>',
    'hcalk_<low:26>',
    'hcxlk_<low:26>',
  ]),
  nearKeyPage('Honeycomb')('honeycomb-key-classic', ['honeycomb'], '<hex:32>'),
  keyPage('Rootly')('rootly-token', 'rootly_<hex:64>'),
  nearKeyPage('PagerDuty')('pagerduty-key', ['pagerduty', 'pager_duty', 'pd_token'], '<url:20>'),
  nearKeyPage('Opsgenie')('opsgenie-key', ['opsgenie', 'genie_key', 'geniekey'], '<uuid>'),
  nearKeyPage('Sumo Logic')('sumologic-access-id', ['sumo'], 'su<alnum:12>'),
  nearKeyPage('Sumo Logic')('sumologic-access-key', ['sumo'], '<alnum:64>'),
  keyPage('Axiom')('axiom-token', 'xa{at|pt}-<uuid>'),
  keyPage('LaunchDarkly')(
    'launchdarkly-key',
    '{api|sdk|mob|rel}-<hex:8>-<hex:4>-4<hex:3>-<hex:4>-<hex:12>',
  ),
  keyPage('PostHog')('posthog-key', '{phx|phs|pha|phr}_<alnum:32-60>'),
  keyPage('DevCycle')('devcycle-key', 'dvc_{server|mobile|client}_<word:30-60>'),
  keyPage('Statsig')('statsig-secret', 'secret-<alnum:40-50>', { confidence: 'medium' }),
  nearKeyPage('Amplitude')('amplitude-key', ['amplitude'], '<hex:32>'),
  nearKeyPage('Mixpanel')('mixpanel-secret', ['mixpanel'], '<hex:32>'),
  nearKeyPage('Splunk')('splunk-token', ['splunk'], '<uuid>'),
  nearKeyPage('Splunk')(
    'splunk-observability-token',
    ['splunk', 'signalfx', 'sf_token'],
    '<url:22>',
  ),
  nearKeyPage('Rollbar')('rollbar-token', ['rollbar'], '<hex:32>'),
  nearKeyPage('Bugsnag')('bugsnag-key', ['bugsnag'], '<hex:32>'),
  nearKeyPage('Airbrake')('airbrake-key', ['airbrake'], '<hex:32-40>'),
  nearKeyPage('Logz.io')('logzio-token', ['logzio', 'logz.io'], '<letter:32>', {
    accept: (secret) => /[a-z]/.test(secret) && /[A-Z]/.test(secret),
    minEntropy: 4,
  }),
  nearKeyPage('Loggly')('loggly-token', ['loggly'], '<uuid>'),
  nearKeyPage('Elastic')('elastic-key', ['elastic'], '<b64:56-80>{==|=|}'),
  keyPage('Elastic')('elastic-cloud-key', 'essu_<pad64:60-120>'),
  nearKeyPage('Codecov')('codecov-token', ['codecov'], '<uuid>'),
  nearKeyPage('Coveralls')('coveralls-token', ['coveralls'], '<alnum:32>'),
  nearKeyPage('Code Climate')(
    'codeclimate-token',
    ['codeclimate', 'cc_test_reporter_id'],
    '<hex:64>',
  ),
  keyPage('Checkly')('checkly-key', 'cu_<hex:32>', { tier: 'report' }),
]
