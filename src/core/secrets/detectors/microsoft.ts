import type { Detector } from '../detector.ts'
import { assembled } from './assembled.ts'
import { issuer, nearIssuer } from './issuer.ts'

const azure = issuer(
  'Microsoft Azure',
  'Regenerate the key on the resource’s Keys page in the Azure portal.',
)
const nearAzure = nearIssuer(
  'Microsoft Azure',
  'Regenerate the key on the resource’s Keys page in the Azure portal.',
)

const entra =
  'Delete the client secret under Entra ID > App registrations > Certificates & secrets.'

const sharedAccessSignature: Detector = {
  id: 'azure-shared-access-signature',
  provider: 'Microsoft Azure',
  tier: 'rewrite',
  confidence: 'high',
  keywords: ['sig='],
  pattern: /(?<=[?&;"' ])sig=(?<secret>[0-9A-Za-z%+/]{40,70}(?:%3[Dd]|=))(?![0-9A-Za-z%])/g,
  maxLength: 80,
  beforeKeyword: 0,
  minEntropy: 4,
  revoke: 'Rotate the storage account key that signed it, or delete the stored access policy.',
  hits: [`https://x.blob.core.windows.net/c?sv=2024-01-01&sig=${assembled('sas', '<b64:43>')}%3D`],
  misses: ['&sig=short%3D', 'const sig=await sign(bytes)'],
}

/**
 * Azure. Identifiable keys carry a signature of four letters before their last bytes:
 * https://learn.microsoft.com/purview/sit-defn-azure-storage-account-key
 */
export const microsoft: Detector[] = [
  azure('azure-client-secret', '<entra:3>{0|1|2|3|4|5|6|7|8|9}Q~<entra:31-34>', { revoke: entra }),
  azure('azure-storage-connection', 'AccountKey=^<b64:86>=='),
  azure('azure-shared-access-key', 'SharedAccessKey=^<b64:43>='),
  azure('azure-storage-key', '<b64:76>+ASt<b64:6>=='),
  azure('azure-batch-key', '<b64:76>+ABa<b64:6>=='),
  azure('azure-cosmos-key', '<b64:76>ACDb<b64:6>=='),
  azure('azure-service-bus-key', '<b64:33>{+ASb|+AEh|+ARm}<b64:6>='),
  azure('azure-iot-key', '<b64:33>AIoT<b64:6>='),
  azure('azure-redis-key', '<alnum:33>AzCa<alnum:6>='),
  azure('azure-search-key', '<alnum:42>AzSe<alnum:6>'),
  azure('azure-function-key', '<url:44>AzFu<url:6>=='),
  azure('azure-registry-key', '<b64:42>+ACR<alnum:6>'),
  azure('azure-web-pubsub-key', '<b64:76>{+AWp|+ASr}<b64:6>=='),
  azure('azure-shared-key', '<alnum:52>JQQJ9<alnum:27>'),
  azure('azure-devops-token', '<alnum:76>AZDO<alnum:4>', {
    revoke: 'Revoke it under Azure DevOps > User settings > Personal access tokens.',
  }),
  azure(
    'azure-subscription-key',
    ['Ocp-Apim-Subscription-Key: ^<hex:32>', 'subscription-key=^<hex:32>'],
    { anyCase: true },
  ),
  sharedAccessSignature,
  nearAzure(
    'azure-search-key-nearby',
    ['azure_search', 'azuresearch', 'azure-search', 'azure search'],
    '<alnum:52>',
  ),
  nearAzure(
    'azure-devops-token-nearby',
    [
      'azure_devops',
      'azuredevops',
      'azure_pat',
      'azure-pat',
      'azure_token',
      'vsts',
      'ado_pat',
      'personal_access_token',
      'pat_token',
    ],
    '<low:52>',
    {
      minEntropy: 4,
    },
  ),
  nearAzure(
    'azure-openai-key',
    [
      'azure_openai',
      'azureopenai',
      'azure-openai',
      'openai',
      'cognitiveservices',
      'azure_key',
      'azure_api',
    ],
    '<hex:32>',
    {
      minEntropy: 3.2,
    },
  ),
  nearAzure(
    'azure-storage-key-nearby',
    ['accountkey', 'account_key', 'storage_key', 'storagekey', 'azure_storage', 'azurestorage'],
    '<b64:86>==',
  ),
]
