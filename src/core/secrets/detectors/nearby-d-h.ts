/** Rows for `nearby`: one issuer a line, `*` before an ordinary word, then the forms of its keys. */
export const nearbyDToH = `
*Daily: <hex:64>
*Dandelion: <low:32>
Dareboost: <alnum:60>
Databox: <pad64:21>
DeepAI: <lowurl:36>
Deepgram: <low:40>
Delighted: <alnum:32>
*Demio: <alnum:32>
*Deputy: <low:32>
Detectify: <low:32>
Detectlanguage: <low:32>
Diffbot: <low:32>
Diggernaut: <low:40>
Disqus: <alnum:64>
DNSCheck: <alnum:32> <url:36>
Docparser: <hex:40>
DronaHQ: <low:50>
*Duply: <uuid>
Dwolla: <url:50>
Dynalist: <url:128>
Dyspatch: <up:52>
Easy Insight: <alnum:20>
Edamam: <low:32>
Enablex: <alnum:36> <low:24>
*Enigma: <alnum:40>
*Envoy: <alnum:220>
*Eraser: <alnum:20>
Ethplorer: <url:22>
Eventbrite: <up:20>
ExchangeRate-API (exchangerate): <low:24>
Exchange Rates API (exchangerates): <low:32>
ExportSDK: <lowurl:36>
ExtractorAPI: <url:40>
Face++ (faceplusplus): <url:32>
fastFOREX: <lowurl:28>
Feedier: <alnum:32>
FetchRSS: <dotted:40>
File.io: <dotted:39>
Finage: <up:32>
Financial Modeling Prep: <alnum:32>
*Findl: <uuid>
Finicity: <hex:32> <low:20>
Finnhub: <low:20>
Flickr: <low:32>
FlightAPI: <low:24>
Flightstats: <low:32>
Flowflu: <alnum:51>
FMFW.io (fmfw): <url:32>
Formcraft: <low:16>
Formsite: <alnum:32>
Foursquare: <up:48>
FreshBooks: <low:64>
Freshworks: <url:22>
Fulcrum: <low:80>
FullStory: <any64:88>
FX Market: <any64:20>
Geckoboard: <alnum:44>
Geoapify: <low:32>
Geocodify: <low:40>
GetEmail: <url:20>
GetEmails: <lowurl:18> <lowurl:26>
GetGeoAPI: <low:40>
Gist (getgist): <pad64:68>
GetResponse: <low:32>
Sandbox (getsandbox): <lowurl:40>
Gitter: <lowurl:40>
Glassnode: <alnum:27>
Goodday: <low:32>
GraphHopper: <lowurl:36>
*Groove: <alnum:64>
GTmetrix: <hex:32>
*Guardian: <uuid>
*Gumroad: <url:43>
Gyazo: <url:43>
Happyscribe: <alnum:24>
*Harvest: <dotted:97>
Hasura: <alnum:64>
HelloSign: <any64:64>
HelpCrunch: <any64:328>
Help Scout: <low:40>
*Hive: <alnum:17> <low:32>
Hiveage: <url:20>
HolidayAPI: <lowurl:36>
*Holistic: <hex:64>
html2pdf: <alnum:64>
*Humanity: <low:40>
*Hunter: <lowurl:40>
Hybiscus: <alnum:43>
Hypertrack: <url:27> <url:54>
`
