import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'

const admin = (provider: string) =>
  issuer(provider, `Revoke it in the ${provider} admin console under API keys or tokens.`)
const nearAdmin = (provider: string) =>
  nearIssuer(provider, `Revoke it in the ${provider} admin console under API keys or tokens.`)

/** Who says who somebody is, and who looks for what leaked. */
export const identity: Detector[] = [
  nearAdmin('Okta')('okta-token', ['okta', 'ssws'], '00<url:40>'),
  nearAdmin('Auth0')('auth0-secret', ['auth0'], '<url:64>'),
  admin('Clerk')('clerk-key', 'sk_{test|live}_<alnum:38-46>', { tier: 'report' }),
  admin('WorkOS')('workos-key', 'sk_{test|live}_<pad64:50-120>'),
  admin('Stytch')('stytch-secret', 'secret-{test|live}-<any64:28-48>'),
  nearAdmin('JumpCloud')('jumpcloud-key', ['jumpcloud'], '<alnum:40>'),
  admin('JumpCloud')('jumpcloud-key-prefixed', 'jca_<alnum:36>'),
  nearAdmin('OneLogin')('onelogin-secret', ['onelogin'], '<hex:64>'),
  nearAdmin('Duo')('duo-secret', ['duo'], '<alnum:40>'),
  admin('Authress')(
    'authress-key',
    '{sc|ext|scauth|authress}_<low:5-30>.<low:4-6>.acc{_|-}<low:10-32>.<pad64:30-120>',
  ),
  admin('Persona')('persona-key', 'persona_{production|sandbox}_<uuid>'),
  admin('Onfido')('onfido-token', 'api_{live|sandbox}{_us|_ca|}.<url:11>.<url:32>'),
  nearAdmin('Shodan')('shodan-key', ['shodan'], '<alnum:32>'),
  nearAdmin('VirusTotal')('virustotal-key', ['virustotal', 'vt_api'], '<hex:64>'),
  nearAdmin('SecurityTrails')('securitytrails-key', ['securitytrails'], '<alnum:32>'),
  nearAdmin('Snyk')('snyk-token', ['snyk'], '<uuid>'),
  admin('Snyk')('snyk-service-token', 'snyk_{uat|sat}.<hex:8>.<any64:20-200>.<url:20-120>'),
  admin('StackHawk')('stackhawk-key', 'hawk.<url:20>.<url:20>'),
  admin('Endor Labs')('endorlabs-key', 'endr+<url:16>'),
  admin('Nightfall')('nightfall-key', 'NF-<alnum:32>'),
  admin('Truffle Security')('trufflehog-secret', 'thog-secret-<hex:32>'),
  admin('Sonar')('sonarqube-token', '{squ|sqp|sqa}_<hex:40>'),
  admin('Sonar')('sonarcloud-token', 'sqco_<alnum:59>'),
  nearAdmin('Sonar')('sonar-token-legacy', ['sonar'], '<hex:40>'),
  nearAdmin('Wiz')('wiz-secret', ['wiz'], '<alnum:64>'),
  nearAdmin('CrowdStrike')('crowdstrike-secret', ['crowdstrike', 'falcon_client'], '<alnum:40>'),
  admin('Tines')('tines-webhook', '.tines.com/webhook/<hex:32>/<hex:32>'),
  admin('Intra 42')('intra42-secret', 's-s4t2{ud|af}-<hex:64>'),
  admin('Keygen')('keygen-token', '{admin|prod|user|activ|env}-<hex:64>{v3|v2}'),
  admin('reCAPTCHA')(
    'recaptcha-secret-header',
    'recaptcha{_secret|-secret|Secret}{=|": "|: |: "|="}^6L<url:38>',
    { anyCase: true, tier: 'report' },
  ),
  nearAdmin('hCaptcha')('hcaptcha-secret', ['hcaptcha'], '0x<Hex:40>'),
  nearAdmin('Cloudflare Turnstile')('turnstile-secret', ['turnstile'], '0x4AAAAAAA<url:24-28>'),
]
