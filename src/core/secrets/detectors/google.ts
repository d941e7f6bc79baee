import { issuer } from './issuer.ts'

const google = issuer(
  'Google',
  'Delete the credential under Google Cloud console > APIs & Services > Credentials.',
)
const account =
  'Remove the app’s access under myaccount.google.com > Security, or revoke the token at oauth2.googleapis.com.'

/** Google Cloud, Firebase, Maps and Gemini. */
export const googleCloud = [
  google('google-api-key', 'AIza<url:35>'),
  google('google-vertex-key', 'AQ.Ab8RN6<url:30-80>'),
  google('google-oauth-client-secret', 'GOCSPX-<url:28>'),
  google('google-oauth-access-token', 'ya29.<url:20-1024>', { revoke: account }),
  google('google-oauth-refresh-token', '1//0<url:40-120>', { revoke: account }),
  google('google-storage-hmac-id', ['GOOG1E<up:55>', 'GOOG<up:20>'], {
    revoke: 'Deactivate and delete the HMAC key under Cloud Storage > Settings > Interoperability.',
  }),
  issuer(
    'Firebase',
    'Delete the server key under Firebase console > Project settings > Cloud Messaging.',
  )('firebase-server-key', 'AAAA<url:7>:APA91b<url:100-170>'),
]
