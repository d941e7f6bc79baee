import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'
import { isPlaceholder } from './placeholder.ts'
import { isWordy } from './randomness.ts'

const slack = issuer(
  'Slack',
  'Revoke it under api.slack.com > Your apps > OAuth & Permissions, or with auth.revoke.',
)
const discord = issuer(
  'Discord',
  'Reset the token under Discord developer portal > your application > Bot.',
)
const webhook = (provider: string) =>
  issuer(
    provider,
    `Delete the webhook in the ${provider} channel’s integration settings and make a new one.`,
  )

/** Where people and bots talk. */
export const chat: Detector[] = [
  slack(
    'slack-token',
    [
      '{xoxb|xoxp|xoxa|xoxr|xoxs|xoxo|xoxc}-<digit:1-14>-<digit:1-14>-<url:6-120>',
      '{xoxb|xoxp|xoxa|xoxr|xoxs|xoxo|xoxc}-<digit:8-14>-<alnum:18-64>',
      '{xoxa|xoxb|xoxp|xoxr|xoxs|xoxo|xoxc}-<url:16-200>',
    ],
    {
      accept: (token) =>
        /\d/.test(token) && !isPlaceholder(token) && !isWordy(token.slice('xoxb-'.length)),
      misses: ['xoxb-xoxb-my-bot-token', 'xoxb-the-token-of-bot-2'],
    },
  ),
  slack('slack-app-token', 'xapp-<digit:1-3>-<alnum:8-20>-<digit:6-20>-<alnum:10-80>'),
  slack('slack-config-token', [
    'xoxe.{xoxb|xoxp}-<digit:1>-<alnum:140-180>',
    'xoxe-<digit:1>-<alnum:130-170>',
  ]),
  slack('slack-browser-cookie', 'xoxd-<url:10>{%|-}<dotted:5>{%|-}<any64:10-240>'),
  webhook('Slack')('slack-webhook', [
    'hooks.slack.com/services/T<up:7-12>/B<up:7-12>/<alnum:20-30>',
    'hooks.slack.com/workflows/T<up:7-12>/A<up:7-12>/<digit:15-20>/<alnum:20-30>',
    'hooks.slack.com/triggers/{T|E}<up:7-12>/<digit:10-20>/<alnum:20-40>',
  ]),
  webhook('Discord')(
    'discord-webhook',
    '{discord.com|discordapp.com}/api/webhooks/<digit:17-20>/<url:60-72>',
  ),
  nearIssuer('Discord', 'Reset the token under Discord developer portal > your application > Bot.')(
    'discord-bot-token',
    ['discord', 'bot_token', 'token', 'bot '],
    '{M|N|O}<url:23-27>.<url:6>.<url:27-38>',
    { tier: 'rewrite' },
  ),
  discord('discord-mfa-token', 'mfa.<url:84>'),
  issuer('Telegram', 'Send /revoke to @BotFather for the bot.')(
    'telegram-bot-token',
    '<digit:8-10>:AA<url:33>',
  ),
  webhook('Microsoft Teams')('teams-webhook', [
    '.webhook.office.com/webhookb2/<uuid>@<uuid>/IncomingWebhook/<Hex:32>/<uuid>',
    'outlook.office.com/webhook/<uuid>@<uuid>/IncomingWebhook/<Hex:32>/<uuid>',
  ]),
  webhook('Google Chat')(
    'google-chat-webhook',
    'chat.googleapis.com/v1/spaces/<url:8-20>/messages?key=<url:39>&token=<any64:43-60>',
  ),
  nearIssuer(
    'Mattermost',
    'Revoke it under Mattermost > Profile > Security > Personal access tokens.',
  )('mattermost-token', ['mattermost'], '<low:26>'),
  nearIssuer('Zulip', 'Reset the API key under Zulip > Settings > Account & privacy.')(
    'zulip-key',
    ['zulip'],
    '<alnum:32>',
  ),
  nearIssuer('Webex', 'Regenerate the bot’s access token at developer.webex.com > My apps.')(
    'webex-bot-token',
    ['webex'],
    '<alnum:64>_<alnum:4>_<uuid>',
  ),
  nearIssuer('LINE', 'Reissue the channel access token in the LINE developers console.')(
    'line-channel-token',
    ['line_channel', 'line-channel', 'channel_access_token', 'channelaccesstoken', 'line_token'],
    '<b64:160-180>=',
  ),
]
