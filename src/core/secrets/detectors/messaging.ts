import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'

const keyPage = (provider: string) =>
  issuer(provider, `Delete the key in the ${provider} account under its API key settings.`)
const nearKeyPage = (provider: string) =>
  nearIssuer(provider, `Delete the key in the ${provider} account under its API key settings.`)

/** E-mail, text messages and calls. */
export const messaging: Detector[] = [
  keyPage('Twilio')('twilio-api-key', 'SK{0|1|2|3|4|5|6|7|8|9|a|b|c|d|e|f}<Hex:31>'),
  nearKeyPage('Twilio')('twilio-auth-token', ['twilio'], '<Hex:32>'),
  keyPage('SendGrid')('sendgrid-key', 'SG.<url:16-32>.<url:32-64>'),
  keyPage('Mailgun')('mailgun-key', '{key-|pubkey-}<hex:32>'),
  nearKeyPage('Mailgun')('mailgun-signing-key', ['mailgun', 'mg_api'], '<hex:32>-<hex:8>-<hex:8>'),
  keyPage('Mailchimp')('mailchimp-key', '<hex:32>-us<digit:1-2>'),
  nearKeyPage('Mandrill')('mandrill-key', ['mandrill'], '{md-|}<url:22>'),
  keyPage('Brevo')('brevo-key', '{xkeysib|xsmtpsib}-<hex:64>-<alnum:16>'),
  keyPage('Resend')('resend-key', 're_<alnum:8>_<alnum:24>'),
  keyPage('Postmark')('postmark-token-header', 'X-Postmark-{Server|Account}-Token: ^<uuid>', {
    anyCase: true,
  }),
  nearKeyPage('Postmark')('postmark-token', ['postmark'], '<uuid>'),
  nearKeyPage('SparkPost')('sparkpost-key', ['sparkpost'], '<hex:40>'),
  nearKeyPage('Mailjet')('mailjet-key', ['mailjet'], '<hex:32>'),
  keyPage('MailerSend')('mailersend-key', 'mlsn.<hex:64>'),
  nearKeyPage('Vonage')('vonage-secret', ['nexmo', 'vonage'], '<alnum:16>'),
  nearKeyPage('MessageBird')(
    'messagebird-key',
    ['messagebird', 'message-bird', 'message_bird'],
    '<alnum:25>',
  ),
  nearKeyPage('Plivo')('plivo-token', ['plivo'], '<url:40>'),
  keyPage('Telnyx')('telnyx-key', 'KEY0<hex:31>_<alnum:22>'),
  nearKeyPage('Sinch')('sinch-token', ['sinch'], '<hex:32>'),
  nearKeyPage('Infobip')('infobip-key', ['infobip'], '<hex:32>-<uuid>'),
  keyPage('OneSignal')('onesignal-key', 'os_v2_{app|org}_<low:60-110>'),
  keyPage('Courier')('courier-key', '{pk|dk}_{prod|test}_<up:28>'),
  keyPage('Nylas')('nylas-key', 'nyk_v0_<alnum:64>'),
  keyPage('Klaviyo')('klaviyo-key', ['pk_<hex:34>', 'pk_<alnum:6>_<hex:34>']),
  nearKeyPage('SignalWire')('signalwire-token', ['signalwire'], 'PT<hex:48>'),
]
