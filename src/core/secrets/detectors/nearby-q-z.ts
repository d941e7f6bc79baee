/** Rows for `nearby`: one issuer a line, `*` before an ordinary word, then the forms of its keys. */
export const nearbyQToZ = `
*Qase: <alnum:40>
*Qualaroo: <pad64:64>
Qubole: <low:64>
RapidAPI: <url:50>
*Raven: <url:16>
RAWG: <alnum:32>
ReachMail: <url:64>
*Rebrandly: <word:32>
Red Hat Pyxis (redhat): <low:32>
*Refiner: <uuid>
RepairShopr: <url:51>
Reply.io: <alnum:24>
*Restpack: <alnum:48>
*Revamp: <alnum:40>
RingCentral: <url:22>
RiteKit: <hex:44>
*Roaring: <url:28>
RocketReach: <lowurl:39>
Rockset: <alnum:64>
*Clientary (ronin): <alnum:24-26>
Route4me: <up:32>
Runrunit: <alnum:18-20> <hex:32>
Salescookie: <alnum:32>
Salesflare: <word:45>
Salesmate: <uuid>
SatisMeter: <alnum:24> <alnum:32>
Saucelabs: <uuid>
*Scalr: <dotted:136>
Scrapeowl: <low:30>
ScraperAPI: <low:32>
Scraperbox: <up:32>
Scrapestack: <low:32>
ScrapingAnt: <low:32>
ScrapingBee: <up:80>
screenshotlayer: <word:32>
Scrutinizer: <low:64>
Selectpdf: <lowurl:36>
*Semaphore: <low:32>
Sendbird: <hex:24> <hex:40> <uuid>
Serphouse: <alnum:60>
Serpstack: <low:32>
*Sheety: <low:32> <low:64>
SherpaDesk: <low:32>
Shopify: <alnum:32>
*Shortcut: <uuid>
Shotstack: <alnum:40>
Shutterstock: <alnum:16> <alnum:32>
Signaturit: <alnum:86>
SignUpGenius: <alnum:32>
*SigOpt: <up:48>
SimFin: <alnum:32>
Simplesat: <low:40>
*Simvoly: <low:33>
*Sirv: <alnum:26>
Siteleaf: <alnum:32>
Skrapp.io (skrapp): <alnum:42>
SkyBiometry: <low:25-26>
Smartsheets: <alnum:37>
Smarty (smartystreets): <alnum:20> <lowurl:36>
*Smooch: <url:86>
Snipcart: <word:75>
SolarWinds: <url:71>
*SpeechText.AI (speechtext): <hex:32>
Spoonacular: <low:32>
Sportmonks (sportsmonk): <alnum:60>
Squarespace: <uuid>
SSLMate: <alnum:36>
StatusCake: <alnum:20>
Statuspage: <lowurl:36>
StatusPal: <alnum:32>
Stitch (stitchdata): <word:35>
StockData: <alnum:40>
Storecove: <url:43>
*Stormboard: <hex:40>
Stormglass: <url:73>
*Streak: <Hex:32>
Stytch: <lowurl:49>
*Sugester: <alnum:32>
Supernotes: <url:43>
Surveybot: <url:80>
SurveySparrow: <url:88>
Survicate: <low:32>
*Swell: <alnum:32>
*Tatum: <lowurl:36>
TaxJar: <low:32>
Teamgate: <alnum:80> <low:40>
Technical Analysis API: <up:48>
*Tefter: <alnum:20>
*Teletype: <url:64>
TestingBot: <low:32>
Textmagic: <alnum:30>
The Odds API: <hex:32>
Thinkific: <hex:32>
ThousandEyes: <alnum:32>
Ticketmaster: <alnum:32>
Tiingo: <low:40>
TimeCamp: <low:26>
*T.LY: <alnum:60>
TMetric: <up:64>
Todoist: <low:40>
Toggl Track (toggl): <alnum:32>
*Tokeet: <uuid>
*Tomorrow.io (tomorrow): <alnum:32>
TomTom: <alnum:32>
Tradier: <alnum:28>
Wise (transferwise): <uuid>
Travelpayouts: <low:32>
Twelve Data: <low:32>
Tyntec: <alnum:32>
Typetalk: <alnum:32> <alnum:64>
*Unify: <any64:44>
Unsplash: <word:43>
UPCDatabase: <up:32>
UpLead: <lowurl:32>
Uploadcare: <low:20>
*Upwave: <low:32>
urlscan.io (urlscan): <lowurl:36>
Userflow: <word:29>
Userstack: <low:32>
Vatlayer: <low:32>
*Verifier: <low:96>
Verimail: <up:32>
Veriphone: <up:32>
VersionEye: <url:40>
Visual Crossing: <up:25>
VoodooSMS: <alnum:46>
*Vouchery: <lowurl:36>
VPNAPI: <alnum:32>
*Vyte: <low:50>
Walk Score: <low:32>
Weights & Biases (wandb): <hex:40>
Weatherbit: <low:32>
Weatherstack: <low:32>
*Webflow: <alnum:64>
Web Scraper: <alnum:60>
Webscraping: <alnum:32>
WebSitePulse: <hex:32>
*Whoxy: <low:33>
*Wistia: <low:64>
Worksnaps: <alnum:40>
Workstack: <alnum:60>
WorldCoinIndex: <alnum:35>
World Weather Online (worldweather): <low:31>
YNAB (youneedabudget): <hex:64>
Yousign: <low:32>
ZenRows: <hex:40>
Zenscrape: <uuid>
Zenserp: <lowurl:36>
ZeroBounce: <low:32>
ZipAPI: <alnum:32>
ZipCodeAPI: <alnum:64>
Zipcodebase: <uuid>
*Zonka: <alnum:36>
`
