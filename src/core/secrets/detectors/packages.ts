import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'

const npm = issuer('npm', 'Revoke it at npmjs.com under Access Tokens, or with “npm token revoke”.')
const pypi = issuer('PyPI', 'Remove the token at pypi.org under Account settings > API tokens.')
const docker = issuer(
  'Docker Hub',
  'Delete it at hub.docker.com under Account settings > Personal access tokens.',
)
const jfrog = issuer(
  'JFrog',
  'Revoke it in the JFrog platform under User Management > Access Tokens.',
)
const nearJfrog = nearIssuer(
  'JFrog',
  'Revoke it in the JFrog platform under User Management > Access Tokens.',
)
const keyPage = (provider: string) =>
  issuer(provider, `Revoke it on the ${provider} account’s API token page.`)

/** Registries of packages and images. */
export const packages: Detector[] = [
  npm('npm-token', 'npm_<alnum:36>'),
  pypi('pypi-token', [
    'pypi-AgEIcHlwaS5vcmc<url:50-1000>',
    'pypi-AgENdGVzdC5weXBpLm9yZw<url:50-1000>',
  ]),
  docker('docker-hub-token', ['dckr_pat_<url:27>', 'dckr_oat_<url:32>']),
  keyPage('RubyGems')('rubygems-key', 'rubygems_<hex:48>'),
  keyPage('crates.io')('crates-io-token', 'cio<alnum:32>', { confidence: 'medium' }),
  keyPage('NuGet')('nuget-key', 'oy2<low:43>'),
  keyPage('Clojars')('clojars-token', 'CLOJARS_<hex:60>'),
  jfrog('jfrog-api-key', 'AKCp<alnum:69>'),
  jfrog('jfrog-reference-token', 'cmVmdGtu<alnum:56>'),
  nearJfrog('jfrog-key-nearby', ['jfrog', 'artifactory', 'bintray'], '<alnum:73>'),
  nearJfrog('jfrog-identity-token', ['jfrog', 'artifactory'], '<alnum:64>'),
  keyPage('Cloudsmith')('cloudsmith-key', 'csm_<alnum:40>', { confidence: 'medium' }),
  keyPage('Open VSX')('openvsx-token', 'ovsxat_<uuid>'),
  keyPage('Hex')('hex-key', 'HEX_API_KEY=^<hex:32>'),
  keyPage('Dependency-Track')('dependency-track-key', 'odt_<alnum:32-255>'),
  keyPage('Sidekiq')('sidekiq-credential', [
    '//^<hex:8>:<hex:8>@{gems|enterprise}.contribsys.com',
    'CONTRIBSYS__COM{: |=|: "|="}^<hex:8>:<hex:8>',
  ]),
]
