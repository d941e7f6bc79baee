import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'

const dashboard = (provider: string) =>
  issuer(provider, `Regenerate it in the ${provider} dashboard under API or developer settings.`)
const nearDashboard = (provider: string) =>
  nearIssuer(
    provider,
    `Regenerate it in the ${provider} dashboard under API or developer settings.`,
  )
const shopify = issuer(
  'Shopify',
  'Rotate it under Shopify admin > Apps > your app > API credentials.',
)

/** Shops, deliveries, maps, social networks and media. */
export const commerce: Detector[] = [
  shopify('shopify-token', '{shpat|shpca|shppa|shpss|shptka|shpua}_<alnum:32-64>'),
  shopify('shopify-partner-token', '{prtapi|atkn|shprt}_<hex:32>'),
  dashboard('EasyPost')('easypost-key', '{EZAK|EZTK}<alnum:54>'),
  dashboard('Shippo')('shippo-token', 'shippo_{live|test}_<Hex:40>'),
  dashboard('Lob')('lob-key', ['{live|test}_<hex:35>', '{live|test}_pub_<hex:31>']),
  dashboard('Duffel')('duffel-token', 'duffel_{test|live}_<url:43>'),
  dashboard('Flexport')('flexport-token', 'shltm_<url:40>'),
  dashboard('Fleetbase')('fleetbase-key', 'flb_live_<alnum:20>'),
  dashboard('Mapbox')('mapbox-secret-token', '{sk|tk}.eyJ1Ijoi<url:40-160>.<url:20-30>'),
  dashboard('Mapbox')('mapbox-public-token', 'pk.eyJ1Ijoi<url:40-160>.<url:20-30>', {
    tier: 'report',
    confidence: 'low',
  }),
  dashboard('Facebook')('facebook-token', [
    'EAACEdEose0cBA<alnum:20-400>',
    'EAA{C|M}<alnum:90-400>',
  ]),
  nearDashboard('Facebook')(
    'facebook-token-nearby',
    ['facebook', 'access_token', 'accesstoken', 'page_token'],
    'EAA<alnum:90-400>',
  ),
  nearDashboard('Facebook')(
    'facebook-secret',
    ['facebook', 'fb_app', 'fb_secret', 'fbapi', 'fb_api', 'fbsecret'],
    '<hex:32>',
  ),
  dashboard('Facebook')('facebook-app-token', 'access_token=^<digit:15-16>{%7C|%7c}<url:27>', {
    tier: 'report',
  }),
  dashboard('Instagram')('instagram-token', 'IGQ{V|W}<url:100-300>'),
  dashboard('X')('twitter-bearer-token', 'AAAAAAAAAAAAAAAAAAAAA<alnum:4-60>%<alnum:40-110>', {
    accept: () => true,
  }),
  nearDashboard('X')('twitter-access-token', ['twitter'], '<digit:15-25>-<alnum:20-40>'),
  nearDashboard('X')(
    'twitter-secret',
    ['twitter', 'consumer_secret', 'consumersecret'],
    '<alnum:45-50>',
  ),
  nearDashboard('X')('twitter-key', ['twitter', 'consumer_key', 'consumerkey'], '<alnum:25>'),
  nearDashboard('LinkedIn')('linkedin-secret', ['linkedin', 'linked_in'], '<alnum:16>'),
  dashboard('LinkedIn')('linkedin-token', 'WPL_AP{0|1}.<url:12-30>.<pad64:6-20>'),
  dashboard('Pinterest')('pinterest-token', 'pina_<alnum:40-120>'),
  nearDashboard('Twitch')('twitch-token', ['twitch'], '<low:30>'),
  nearDashboard('Spotify')('spotify-secret', ['spotify'], '<hex:32>'),
  nearDashboard('Strava')('strava-secret', ['strava'], '<hex:40>'),
  dashboard('MaxMind')('maxmind-key', '<alnum:6>_<alnum:29>_mmk'),
  nearDashboard('Algolia')('algolia-key', ['algolia'], '<hex:32>'),
  nearDashboard('Cloudinary')('cloudinary-secret', ['cloudinary'], '<url:27>'),
  dashboard('Cloudinary')('cloudinary-url', 'cloudinary://<digit:15>:^<url:27>@<lowurl:2-40>'),
  dashboard('imgix')('imgix-key', 'ak_<hex:64>'),
  dashboard('Bannerbear')('bannerbear-key', 'bb_{pr|ma}_<hex:30>'),
  nearDashboard('Etsy')('etsy-key', ['etsy'], '<low:24>'),
  dashboard('eBay')('ebay-secret', '{PRD|SBX}-<hex:12>-<hex:4>-<hex:4>-<hex:4>-<hex:4>'),
  nearDashboard('Recharge')('recharge-token', ['recharge'], 'sk_{1x1|2x2|3x3|5x3|10x1}_<hex:64>'),
  nearDashboard('BigCommerce')('bigcommerce-token', ['bigcommerce', 'x-auth-token'], '<low:31>'),
  dashboard('WooCommerce')('woocommerce-secret', '{cs|ck}_<hex:40>'),
]
