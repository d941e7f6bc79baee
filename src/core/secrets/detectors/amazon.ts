import type { Detector } from '../detector.ts'
import { assembled } from './assembled.ts'
import { issuer, nearIssuer } from './issuer.ts'
import { looksIssued } from './listed-hash.ts'
import { isPlaceholder } from './placeholder.ts'
import { isWordy } from './randomness.ts'

const revoke = 'Deactivate and delete the access key under IAM > Users > Security credentials.'
const aws = issuer('Amazon Web Services', revoke)
const nearAws = nearIssuer('Amazon Web Services', revoke)

/** 40 characters of base64 that no digest and no path looks like. */
function isSecretKey(secret: string): boolean {
  if (isPlaceholder(secret) || /^[0-9a-fA-F]+$/.test(secret)) return false
  return /[a-z]/.test(secret) && /[A-Z]/.test(secret) && /\d/.test(secret) && !isWordy(secret)
}

const secretKey = '(?<secret>[0-9A-Za-z+/]{40})(?![0-9A-Za-z+/=])'
const evidence = assembled('aws-secret', '<b64:40>')

const namedSecretKey: Detector = {
  id: 'aws-secret-access-key',
  provider: 'Amazon Web Services',
  tier: 'rewrite',
  confidence: 'high',
  keywords: [
    'secret_access_key',
    'secretaccesskey',
    'secret-access-key',
    'aws_secret',
    'awssecret',
    'aws-secret',
  ],
  pattern: new RegExp(
    `(?:aws[_-]?secret|secret[_-]?access[_-]?key)[\\w.-]{0,24}[^\\w\\n]{1,16}(?:\\w{1,10}[(:]["']?)?${secretKey}`,
    'gi',
  ),
  maxLength: 120,
  beforeKeyword: 0,
  minEntropy: 4,
  accept: isSecretKey,
  revoke,
  hits: [
    `AWS_SECRET_ACCESS_KEY=${evidence}`,
    `"SecretAccessKey": "${evidence}",`,
    `aws_secret_access_key = '${evidence}'`,
  ],
  misses: ['AWS_SECRET_ACCESS_KEY=$(cat secret)', `AWS_SECRET_ACCESS_KEY=${'0'.repeat(40)}`],
}

const pairedSecretKey: Detector = {
  ...namedSecretKey,
  id: 'aws-secret-after-key-id',
  confidence: 'medium',
  keywords: ['akia', 'asia'],
  pattern: new RegExp(
    `(?<![0-9A-Za-z])A(?:KI|SI)A[0-9A-Z]{16}[^0-9A-Za-z][^]{0,80}?(?<![0-9A-Za-z+/])${secretKey}`,
    'g',
  ),
  maxLength: 160,
  hits: [`${assembled('aws-id', 'AKIA<up:16>')},${evidence}`],
  misses: [`AKIA, ${evidence}`],
}

/** Amazon. Key id prefixes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export const amazon: Detector[] = [
  aws('aws-access-key-id', '{AKIA|ASIA|ABIA|ACCA}<up:16>'),
  namedSecretKey,
  pairedSecretKey,
  nearAws('aws-secret-nearby', ['aws', 'amazon'], '<b64:40>', {
    accept: (secret, context) => isSecretKey(secret) && looksIssued(secret, context),
    minEntropy: 4.3,
  }),
  aws(
    'aws-session-token',
    '{IQoJb3JpZ2luX2|FwoGZXIvYXdz|FQoGZXIvYXdz|IQoJb3JpZ2lu}<pad64:100-2000>',
  ),
  aws('aws-bedrock-key', ['ABSK<b64:109-269>', 'bedrock-api-key-<pad64:40-2000>']),
  aws('aws-appsync-key', 'da2-<low:26>', {
    revoke: 'Delete the API key in the AWS AppSync console.',
  }),
  aws('aws-marketplace-token', 'amzn.mws.<uuid>', {
    revoke: 'Revoke the developer’s access under Seller Central > Manage your apps.',
  }),
  aws('amazon-oauth-secret', 'amzn1.oa2-cs.v1.<hex:64>', {
    revoke: 'Create a new client secret for the security profile in the Amazon developer console.',
  }),
  aws('aws-presigned-signature', 'X-Amz-Signature=^<hex:64>', {
    tier: 'report',
    revoke:
      'Rotate the access key that signed the address, or wait until the signature has expired.',
  }),
]
