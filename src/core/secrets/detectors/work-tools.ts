import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'

const settings = (provider: string) =>
  issuer(
    provider,
    `Revoke it in ${provider} under the personal, integration or developer settings.`,
  )
const nearSettings = (provider: string) =>
  nearIssuer(
    provider,
    `Revoke it in ${provider} under the personal, integration or developer settings.`,
  )

/** Documents, tasks, designs, tables and tickets. */
export const workTools: Detector[] = [
  settings('Notion')('notion-token', ['ntn_<digit:11><alnum:35>', 'secret_<alnum:43>']),
  settings('Linear')('linear-key', ['lin_api_<word:32-128>', 'lin_oauth_<hex:64>']),
  nearSettings('Linear')(
    'linear-client-secret',
    ['linear_client', 'linear_secret', 'linearclient'],
    '<hex:32>',
  ),
  settings('Figma')('figma-token', ['{figd|figp|figs|figo|figu}_<url:40-200>']),
  nearSettings('Figma')('figma-token-legacy', ['figma'], '<Hex:4-6>-<uuid>'),
  settings('Atlassian')('atlassian-token', [
    'ATATT3<any64:80-300>',
    'ATOAT<any64:60-300>',
    'ATSTT<any64:60-300>',
  ]),
  nearSettings('Atlassian')(
    'atlassian-token-legacy',
    ['atlassian', 'confluence', 'jira'],
    '<alnum:24>',
  ),
  nearSettings('Atlassian')('jira-server-token', ['jira', 'confluence', 'atlassian'], '<b64:44>'),
  nearSettings('Trello')('trello-token', ['trello'], '<hex:64>'),
  settings('Trello')('trello-token-prefixed', 'ATTA<hex:64><Hex:8>'),
  nearSettings('Trello')('trello-key', ['trello'], '<low:32>'),
  settings('Airtable')('airtable-token', 'pat<alnum:14>.<hex:64>'),
  nearSettings('Airtable')('airtable-key', ['airtable'], 'key<alnum:14>'),
  nearSettings('Asana')('asana-token-legacy', ['asana'], '{0|1|2}/<digit:14-17>{:|/}<any64:32-64>'),
  nearSettings('Asana')('asana-secret', ['asana'], '<hex:32>'),
  settings('ClickUp')('clickup-token', 'pk_<digit:6-9>_<up:32>'),
  nearSettings('Monday')('monday-token', ['monday'], 'eyJhbGciOiJIUzI1NiJ9.<url:100-400>.<url:43>'),
  settings('Dropbox')('dropbox-token', ['sl.u.<url:100-1400>', 'sl.<url:130-1400>']),
  nearSettings('Dropbox')('dropbox-token-legacy', ['dropbox'], '<alnum:11>AAAAAAAAAA<url:43>', {
    accept: () => true,
  }),
  nearSettings('Dropbox')('dropbox-app-secret', ['dropbox'], '<low:15>'),
  nearSettings('Box')(
    'box-secret',
    ['box_client', 'boxclient', 'box_developer', 'box_secret'],
    '<alnum:32>',
  ),
  nearSettings('Zendesk')('zendesk-token', ['zendesk'], '<alnum:40>'),
  nearSettings('Intercom')('intercom-token', ['intercom'], 'dG9r<pad64:56>'),
  nearSettings('Freshdesk')('freshdesk-key', ['freshdesk', 'freshservice'], '<alnum:20>'),
  settings('HubSpot')('hubspot-token', 'pat-{eu1|na1|na2|ap1}-<uuid>'),
  nearSettings('HubSpot')('hubspot-key', ['hubspot', 'hapikey'], '<uuid>'),
  settings('Salesforce')('salesforce-token', '00D<alnum:12>!<dotted:90-120>'),
  settings('Salesforce')('salesforce-refresh-token', '5Aep861<dotted:76-120>'),
  nearSettings('Salesforce')('salesforce-secret', ['salesforce', 'consumer_secret'], '<HEX:64>'),
  settings('Zapier')('zapier-webhook', 'hooks.zapier.com/hooks/catch/<digit:5-10>/<alnum:6-10>', {
    minEntropy: 3,
  }),
  settings('IFTTT')('ifttt-key', 'maker.ifttt.com/trigger/<word:1-40>/with/key/^<url:22-60>'),
  settings('Make')('make-webhook', 'hook.{eu1|eu2|us1|us2}.make.com/^<low:32>'),
  settings('Typeform')('typeform-token', 'tfp_<word:40-59>'),
  settings('Contentful')('contentful-token', 'CFPAT-<url:43-64>'),
  nearSettings('Contentful')('contentful-delivery-token', ['contentful'], '<url:43>'),
  nearSettings('Storyblok')('storyblok-preview-token', ['storyblok'], '<alnum:22>tt'),
  nearSettings('Sanity')('sanity-token', ['sanity'], 'sk<alnum:79-178>'),
  settings('Frame.io')('frameio-token', 'fio-u-<url:64>'),
  nearSettings('Canva')('canva-secret', ['canva'], 'cnvca<url:46-60>'),
  settings('Cal.com')('cal-com-key', ['cal_live_<hex:32>', 'cal_<hex:32>']),
  nearSettings('Smartsheet')('smartsheet-token', ['smartsheet'], '<alnum:37>'),
  settings('Readme')('readme-key', 'rdme_<low:70>'),
]
