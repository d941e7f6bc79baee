import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'
import { isListedHash } from './listed-hash.ts'
import { isRandomToken } from './randomness.ts'

const vault = issuer('HashiCorp Vault', 'Revoke it with “vault token revoke” or by its accessor.')
const doppler = issuer(
  'Doppler',
  'Revoke it in the Doppler dashboard under Tokens or the config’s Access tab.',
)
const tailscale = issuer(
  'Tailscale',
  'Revoke it in the Tailscale admin console under Settings > Keys.',
)
const cloudflare = issuer(
  'Cloudflare',
  'Roll or delete it in the Cloudflare dashboard under My Profile > API Tokens.',
)
const nearCloudflare = nearIssuer(
  'Cloudflare',
  'Roll or delete it in the Cloudflare dashboard under My Profile > API Tokens.',
)

/** What keeps secrets, builds infrastructure and connects networks. */
export const infrastructure: Detector[] = [
  vault('vault-token', ['hvs.<url:24-240>', 'hvb.<url:24-400>', 'hvr.<url:24-240>']),
  nearIssuer('HashiCorp Vault', 'Revoke it with “vault token revoke”.')(
    'vault-token-legacy',
    ['vault'],
    '{s|b|r}.<alnum:24-26>',
  ),
  issuer(
    'HashiCorp Terraform',
    'Revoke it under HCP Terraform > User settings > Tokens, or the team’s or organization’s.',
  )('terraform-token', '<alnum:14>.atlasv1.<url:60-70>'),
  issuer('Pulumi', 'Delete it in Pulumi Cloud under Access tokens.')(
    'pulumi-token',
    'pul-<hex:40>',
  ),
  doppler('doppler-token', [
    'dp.{pt|ct|sa|scim|audit|said}.<alnum:40-44>',
    'dp.st.<lowurl:2-35>.<alnum:40-44>',
    'dp.st.<alnum:40-44>',
  ]),
  issuer(
    '1Password',
    'Revoke the service account’s token under 1Password > Developer > Service accounts.',
  )('1password-service-account', 'ops_eyJ<pad64:100-1400>'),
  issuer('1Password', 'Generate a new secret key in the 1Password account’s security settings.')(
    '1password-secret-key',
    ['A3-<up:6>-<up:6>-<up:5>-<up:5>-<up:5>-<up:5>', 'A3-<up:6>-<up:11>-<up:5>-<up:5>-<up:5>'],
  ),
  issuer(
    'age',
    'Make a new identity with age-keygen and re-encrypt what was encrypted to the old one.',
  )('age-secret-key', ['AGE-SECRET-KEY-1<up:58>', 'AGE-PLUGIN-<up:3-12>-1<up:40-120>']),
  tailscale('tailscale-key', 'tskey-<low:3-20>-<alnum:8-40>-<alnum:16-60>'),
  cloudflare('cloudflare-token', '{cfut|cfat|cfk}_<alnum:40><hex:8>'),
  cloudflare('cloudflare-origin-ca-key', 'v1.0-<hex:24>-<hex:146>'),
  nearCloudflare('cloudflare-token-nearby', ['cloudflare', 'cf_api_token'], '<url:40>'),
  nearCloudflare('cloudflare-global-key', ['cloudflare', 'x-auth-key', 'cf_api_key'], '<hex:37>'),
  issuer(
    'Infisical',
    'Revoke it in Infisical under the project’s or organization’s access control.',
  )('infisical-token', 'st.<hex:24>.<hex:32>.<hex:32>'),
  issuer(
    'Defined Networking',
    'Delete the key in the Defined Networking admin under Settings > API keys.',
  )('defined-networking-key', 'dnkey-<url:26>-<url:52>'),
  nearIssuer('ngrok', 'Delete the authtoken or key in the ngrok dashboard.')(
    'ngrok-token',
    ['ngrok'],
    '<alnum:25-30>_<alnum:20-22>',
  ),
  issuer('ngrok', 'Delete the key in the ngrok dashboard.')('ngrok-key', '{ak|cr}_<alnum:27>', {
    tier: 'report',
  }),
  nearIssuer(
    'WireGuard',
    'Make a new key pair with “wg genkey” and replace the peer’s public key.',
  )('wireguard-key', ['privatekey', 'presharedkey'], '<b64:43>='),
  nearIssuer('ZeroTier', 'Delete the token at my.zerotier.com > Account.')(
    'zerotier-token',
    ['zerotier'],
    '<alnum:32>',
  ),
  nearIssuer('HashiCorp Vault', 'Rekey the unseal keys with “vault operator rekey”.')(
    'vault-unseal-key',
    ['unseal'],
    '<b64:43-44>{=|}',
    { accept: (secret, place) => isRandomToken(secret) && !isListedHash(secret, place) },
  ),
  issuer('Kubernetes', 'Delete it with “kubeadm token delete”.')(
    'kubernetes-bootstrap-token',
    ['--token ^<low:6>.<low:16>', 'bootstrap{_|-}token{: |=|: "| }^<low:6>.<low:16>'],
    { tier: 'report' },
  ),
  issuer('Docker', 'Rotate it with “docker swarm join-token --rotate”.')(
    'docker-swarm-token',
    'SWMTKN-1-<low:50>-<low:25>',
  ),
  issuer('Docker', 'Rotate it with “docker swarm unlock-key --rotate”.')(
    'docker-swarm-unlock-key',
    'SWMKEY-1-<b64:43>',
  ),
  issuer(
    'Red Hat OpenShift',
    'Log the session out with “oc logout”, or delete the OAuth access token object.',
  )('openshift-token', 'sha256~<url:43>'),
]
