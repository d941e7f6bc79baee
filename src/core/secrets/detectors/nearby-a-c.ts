/** Rows for `nearby`: one issuer a line, `*` before an ordinary word, then the forms of its keys. */
export const nearbyAToC = `
8x8: <alnum:43> <word:18-30>
*Abstract: <low:32>
AbuseIPDB: <low:80>
Abyssale: <alnum:40>
AccuWeather: <alnum:32>
Adobe: <low:32>
Adzuna: <low:32>
*Agora: <low:32>
*Aha: <hex:64>
*Airship: <alnum:91>
AirVisual: <lowurl:36>
Alconost: <alnum:32>
Alegra: <lowurl:20>
AletheiaAPI: <up:32>
AlienVault: <low:64>
Allsports: <low:64>
*Amadeus: <alnum:16> <alnum:32>
*Ambee: <hex:64>
Apacta: <lowurl:36>
API2Cart: <hex:32>
Apideck: <alnum:40>
ApiFlash: <low:32>
APILayer: <alnum:32>
APIMatic: <url:64>
APImetrics: <alnum:32>
APITemplate: <alnum:39>
*Apollo: <alnum:22>
Appcues: <lowurl:36> <lowurl:39>
Appointedd: <pad64:88>
AppOptics: <url:71>
AppSynergy: <low:64>
*Apptivo: <lowurl:36> <url:32>
*Artsy: <alnum:20> <alnum:32>
AssemblyAI: <low:32>
*Atera: <low:32>
AudD: <lowurl:32>
Autodesk: <alnum:16> <alnum:32>
Autoklose: <url:32>
*Autopilot: <hex:32>
Aviationstack: <low:32>
Axonaut: <low:32>
Aylien: <low:32>
Baremetrics: <lowurl:25>
Beebole: <low:40>
Besnappy: <hex:64>
Besttime: <word:36>
Betterstack: <alnum:24>
Billomat: <hex:32>
Bitbar: <alnum:32>
Bitcoinaverage: <alnum:43>
Bitfinex: <url:43>
Bitly: <url:40>
BitMEX: <url:24> <url:48>
BlazeMeter: <uuid>
Blitapp: <url:39>
Blocknative: <uuid>
BombBomb: <pad64:88>
Boostnote: <hex:64>
*Box: <alnum:32>
Brandfetch: <alnum:40>
Browshot: <url:28>
BscScan: <up:34>
BuddyNS: <low:40>
BugHerd: <low:22>
*Bulbul: <low:32>
BulkSMS: <url:37>
ButterCMS: <low:40>
Calendarific: <alnum:32>
Calorieninja: <alnum:40>
Campayn: <low:64>
*Canny: <uuid>
Captaindata: <hex:64> <uuid>
Carbon Interface: <alnum:21>
*Caspio: <low:50>
Censys: <alnum:32> <lowurl:36>
CentralStationCRM: <low:30>
CEX.IO: <alnum:24-27>
ChartMogul: <low:32>
*Chatbot: <word:32>
Chatfuel: <alnum:128>
Checkly (checklyhq): <low:32>
*Cicero: <low:40>
Clarifai: <alnum:32>
Clearbit: <word:35>
ClickHelp: <alnum:24>
Cliengo: <uuid>
ClinchPad: <low:32>
Clockify: <alnum:48>
Clockwork: <alnum:24>
Cloudelements: <alnum:43> <low:32>
Cloudimage: <word:30>
Cloudmersive: <lowurl:36>
Cloudplan: <url:32>
Cloudsight: <low:20-24>
Cloudsmith: <hex:40>
*Cloze: <hex:32>
Clustdoc: <alnum:60>
*Coda: <uuid>
Codacy: <alnum:20> <alnum:20-24>
Codemagic: <word:43>
Codequiry: <url:64>
CoinAPI: <url:36>
Coinlayer: <low:32>
Coinlib: <low:16>
Collect2: <uuid>
Commerce.js: <word:48>
Companyhub: <alnum:20>
ConvertAPI: <alnum:16>
ConvertKit: <word:22>
*Copper: <low:32>
Countrylayer: <low:32>
CraftMyPDF: <alnum:35>
Crowdin: <alnum:80>
CryptoCompare: <lowurl:64>
Currencycloud: <low:64>
Currencyfreaks: <low:32>
Currencylayer: <low:32>
Currencyscoop: <low:32>
Currents API: <any64:48>
`
