/** Rows for `nearby`: one issuer a line, `*` before an ordinary word, then the forms of its keys. */
export const nearbyIToP = `
*Iconfinder: <alnum:64>
IEX Cloud: <word:35>
ImageKit: <any64:36>
Imagga: <pad64:72>
*Impala: <word:46>
*Insightly: <lowurl:36>
Instamojo: <alnum:40> <alnum:128>
*Interseller: <uuid>
Intrinio: <alnum:44>
InvoiceOcean: <alnum:20>
IP2Location: <up:32>
ipapi: <low:32>
ipgeolocation: <low:32>
ipify (ipifi): <word:32>
IPInfoDB: <low:64>
IPQualityScore (ipquality): <alnum:32>
ipstack: <Hex:32>
Jotform: <alnum:32>
JupiterOne: <alnum:76>
*Juro: <alnum:40>
*KarmaCRM (karma): <alnum:20>
*Keen: <low:24> <up:64>
Klipfolio: <hex:40>
Knapsack Pro: <low:32>
*Kontent: <lowurl:36> <uuid>
KuCoin: <hex:24> <uuid>
*Kylas: <lowurl:36>
Languagelayer: <low:32>
*Lark: <alnum:32>
*Leadfeeder: <url:43>
Lemlist: <hex:32>
LINE Notify: <alnum:43>
LinkPreview: <alnum:32>
LiveAgent: <alnum:32>
Loadmill: <alnum:40>
LoginRadius: <uuid>
Logz.io (logz): <uuid>
Lokalise: <low:40>
Loyverse: <lowurl:32>
Lunchmoney: <hex:50>
*Luno: <url:43>
M3O: <alnum:48>
*Madkudu: <hex:32>
MagicBell: <url:40>
*Magnetic: <uuid>
Mailboxlayer: <low:32>
MailerLite: <low:32>
MapQuest: <alnum:32>
Marketstack: <low:32>
Mavenlink: <low:64>
Maxmind: <alnum:16>
MeaningCloud: <low:32>
Mediastack: <low:32>
Meistertask: <alnum:43>
Cisco Meraki (meraki): <hex:40>
Mesibo: <alnum:64>
MetaApi: <hex:24> <hex:64>
Metabase: <url:36>
Metrilo: <low:16>
Mindmeister: <alnum:43>
*Miro: <alnum:27>
*Mixmax: <url:36>
Monkeylearn: <hex:40>
MoonClerk: <low:32>
Moosend: <uuid>
*Moralis: <alnum:64>
*Mux: <uuid>
*Nasdaq Data Link (nasdaq): <url:20>
NetSuite: <alnum:64>
Neutrino API: <alnum:48>
NewsAPI: <low:32>
Newscatcher: <word:43>
NFTPort: <uuid>
Nicereply: <hex:40>
*Nimble: <alnum:30>
*Noticeable: <alnum:20>
Numverify: <low:32>
Nutritionix: <low:32>
OANDA: <alnum:24>
Omnisend: <url:75>
OnePageCRM: <low:24> <pad64:44>
*Onfleet: <low:32>
OOPSpam: <alnum:40>
OpenCage (opencagedata): <low:32>
OpenUV: <low:32>
OpenWeather: <low:32>
*Overloop: <url:50>
Owlbot: <low:40>
packagecloud: <hex:48>
PandaDoc: <alnum:40>
PandaScore: <url:51>
ParallelDots: <alnum:43>
*Parseur: <hex:40>
PartnerStack: <alnum:64>
Pastebin: <word:32>
Paydirtapp: <low:32>
Paymoapp: <alnum:44>
PayMongo: <word:32>
Pdflayer: <low:32>
PDFShift: <hex:32>
People Data Labs: <low:64>
Pepipost: <url:32>
*Pinata: <low:20> <low:64>
Pipedream: <low:32>
Pipedrive: <alnum:40>
*Pivotal: <low:32>
Pixabay: <lowurl:34>
Planview AgilePlace (planviewleankit): <hex:128>
Planyo: <low:62>
*Podio: <low:32>
PollsAPI: <up:28>
Poloniex: <hex:128>
*Polygon: <alnum:32>
Positionstack: <word:32>
PostageApp: <alnum:32>
*Postbacks: <uuid>
Powrbot: <alnum:40>
*Privacy: <uuid>
ProdPad: <hex:64>
*Prospect: <lowurl:32>
*Protocols: <low:64>
ProxyCrawl: <word:22>
PureStake: <alnum:40>
Pushbullet: <dotted:34>
*Pusher: <low:20>
`
