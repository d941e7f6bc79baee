import { inAnyCaseOf } from './form.ts'
import { issuer, nearIssuer } from './issuer.ts'

const github = issuer(
  'GitHub',
  'Delete the token under GitHub > Settings > Developer settings, or uninstall the app that made it.',
)
const nearGithub = nearIssuer(
  'GitHub',
  'Generate a new client secret on the OAuth app page under GitHub > Settings > Developer settings.',
)
const gitlab = issuer(
  'GitLab',
  'Revoke it under Access tokens or CI/CD settings of the GitLab user, group or project it belongs to.',
)
const bitbucket = issuer(
  'Bitbucket',
  'Revoke it under Bitbucket > Personal settings > App passwords or the repository’s access tokens.',
)

/** Forges. GitHub's forms: https://github.blog/changelog/ (2021-03-31, 2022-10-18, 2026-04-24). */
export const sourceHosting = [
  github('github-token', '{ghp|gho|ghu|ghs}_<alnum:36-251>'),
  github('github-refresh-token', 'ghr_<alnum:36-251>'),
  github('github-fine-grained-token', [
    'github_pat_<alnum:22>_<alnum:59>',
    'github_pat_<word:82-244>',
  ]),
  // An installation token since April 2026: the app's id, then a JWT; about 520 bytes, no promise.
  github('github-installation-token', 'ghs_<alnum:1-20>_ey<url:10-600>.<url:10-1200>.<url:20-700>'),
  nearGithub('github-client-secret', ['github'], '<hex:40>', {
    suffix: inAnyCaseOf([
      'client',
      'secret',
      'oauth',
      'app',
      'token',
      'key',
      'api',
      'auth',
      'access',
    ]),
  }),
  gitlab('gitlab-token', [
    'glpat-<url:27-300>.<low:2>.<low:9>',
    'glpat-<url:27-300>.<low:9>',
    'glpat-<url:20-128>',
  ]),
  gitlab('gitlab-deploy-token', 'gldt-<url:20-64>'),
  gitlab('gitlab-runner-token', [
    'glrt-t<digit:1>_<url:27-300>.<low:2>.<low:9>',
    'glrt-t<digit:1>_<url:27-300>.<low:9>',
    'glrt-<url:20-128>',
    'glrtr-<url:20-128>',
  ]),
  gitlab('gitlab-runner-registration-token', 'GR1348941<url:20>'),
  gitlab('gitlab-ci-job-token', 'glcbt-<alnum:1-5>_<url:20-64>'),
  gitlab('gitlab-pipeline-trigger-token', 'glptt-<hex:40>'),
  gitlab('gitlab-feed-token', 'glft-<url:20-128>'),
  gitlab('gitlab-incoming-mail-token', 'glimt-<url:25>'),
  gitlab('gitlab-agent-token', 'glagent-<url:50-128>'),
  gitlab('gitlab-oauth-secret', 'gloas-<url:64>'),
  gitlab('gitlab-scim-token', 'glsoat-<url:20-64>'),
  gitlab('gitlab-feature-flag-token', 'glffct-<url:20-64>'),
  gitlab('gitlab-workspace-token', 'glwt-<url:20-64>'),
  gitlab('gitlab-session-cookie', '_gitlab_session=^<hex:32>'),
  bitbucket('bitbucket-app-password', 'ATBB<alnum:32>'),
  bitbucket('bitbucket-access-token', 'ATCTT3xFf<any64:100-300>'),
  bitbucket('bitbucket-server-token', 'BBDC-<b64:44>'),
]
