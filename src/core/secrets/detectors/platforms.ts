import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'

const tokenPage = (provider: string) =>
  issuer(provider, `Revoke it on the access token page of the ${provider} account or team.`)
const nearTokenPage = (provider: string) =>
  nearIssuer(provider, `Revoke it on the access token page of the ${provider} account or team.`)

/** Clouds and hosts other than the three large ones. */
export const platforms: Detector[] = [
  tokenPage('DigitalOcean')('digitalocean-token', '{dop|doo|dor|dos}_v1_<hex:64>'),
  tokenPage('Heroku')('heroku-key', ['HRKU-AA<url:58>', 'HRKU-<uuid>']),
  nearTokenPage('Heroku')('heroku-key-legacy', ['heroku'], '<uuid>'),
  tokenPage('Vercel')('vercel-token', '{vcp|vci|vca|vcr|vck}_<alnum:20-60>'),
  tokenPage('Vercel')('vercel-blob-token', 'vercel_blob_rw_<alnum:16>_<alnum:30-48>'),
  nearTokenPage('Vercel')('vercel-token-legacy', ['vercel'], '<alnum:24>'),
  tokenPage('Netlify')('netlify-token', '{nfp|nfc|nfo|nfu|nfb}_<alnum:36-40>'),
  nearTokenPage('Netlify')('netlify-token-legacy', ['netlify'], '<url:43-46>'),
  tokenPage('Supabase')('supabase-token', [
    'sbp_{oauth_|v0_|}<low:40-44>',
    'sb_secret_<url:22-40>_<url:8>',
    'sb_secret_<url:30-60>',
  ]),
  tokenPage('PlanetScale')('planetscale-token', 'pscale_{tkn|oauth|pw}_<dotted:32-64>'),
  tokenPage('Neon')('neon-key', 'napi_<low:64>'),
  tokenPage('Fly.io')('fly-token', ['fo1_<url:43>', '{fm1r|fm1a|fm2}_<pad64:100-1200>']),
  tokenPage('Render')('render-key', 'rnd_<alnum:28-40>'),
  nearTokenPage('Railway')('railway-token', ['railway'], '<uuid>'),
  tokenPage('Scaleway')('scaleway-key-id', 'SCW<up:17>', { tier: 'report' }),
  nearTokenPage('Scaleway')('scaleway-secret', ['scaleway', 'scw_secret'], '<uuid>'),
  nearTokenPage('Linode')('linode-token', ['linode'], '<hex:64>'),
  nearTokenPage('Hetzner')('hetzner-token', ['hcloud', 'hetzner'], '<alnum:64>'),
  nearTokenPage('Vultr')('vultr-key', ['vultr'], '<up:36>'),
  tokenPage('Alibaba Cloud')('alibaba-access-key-id', 'LTAI<alnum:16-24>'),
  nearTokenPage('Alibaba Cloud')(
    'alibaba-secret',
    ['alibaba', 'aliyun', 'access_key_secret', 'accesskeysecret'],
    '<alnum:30>',
  ),
  tokenPage('Tencent Cloud')('tencent-secret-id', 'AKID<alnum:32>'),
  nearTokenPage('Tencent Cloud')('tencent-secret-key', ['tencent', 'qcloud'], '<alnum:32>'),
  tokenPage('Yandex Cloud')('yandex-key', [
    'AQVN<url:35-38>',
    't1.<url:50-200>.<url:86>',
    'y0_<url:50-64>',
  ]),
  nearTokenPage('Yandex Cloud')('yandex-static-key', ['yandex'], 'YC<url:38>'),
  nearTokenPage('IBM Cloud')('ibm-cloud-key', ['ibm', 'bluemix', 'softlayer'], '<url:44>'),
  nearTokenPage('Oracle Cloud')('oracle-auth-token', ['oracle', 'oci_'], '<b64:44>'),
  tokenPage('Deno Deploy')('deno-token', '{ddp|ddw|ddo}_<alnum:36>'),
  tokenPage('Exoscale')('exoscale-key', 'EXO<hex:24>'),
  tokenPage('Baidu Cloud')('baidu-key', 'bce-v3/ALTAK-<alnum:21>/<hex:40>'),
  tokenPage('Volcengine')('volcengine-key', 'AKLT<alnum:40-60>'),
  tokenPage('Aiven')('aiven-service-password', 'AVNS_<url:19>'),
  tokenPage('Confluent')('confluent-secret', 'cflt<b64:60>', { tier: 'report' }),
  tokenPage('Scalingo')('scalingo-token', 'tk-us-<url:48>'),
  tokenPage('SaladCloud')('salad-key', 'salad_cloud_<alnum:1-12>_<alnum:7-235>'),
  tokenPage('Zuplo')('zuplo-key', 'zpka_<hex:32>_<hex:8>'),
  tokenPage('Databricks')('databricks-token', [
    'dapi<hex:32>{-2|-3|}',
    'dose<hex:32>',
    'dkea<hex:32>',
  ]),
]
