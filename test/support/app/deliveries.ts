import { createHmac } from 'node:crypto'

export const webhookSecret = 'a-secret-of-the-tests'

/** A `push` as GitHub sends it, as far as anybody here reads it. */
export const pushPayload = ({
  repository = 42,
  installation = 7,
  ref = 'refs/heads/main',
  before = 'a'.repeat(40),
  after = 'b'.repeat(40),
}: {
  repository?: number
  installation?: number
  ref?: string
  before?: string
  after?: string
}) => ({
  ref,
  before,
  after,
  forced: false,
  commits: [{ id: after, message: 'a message' }],
  installation: { id: installation },
  sender: { id: 5, login: 'mona', type: 'User' },
  repository: {
    id: repository,
    node_id: `R_${repository}`,
    name: `shop-${repository}`,
    full_name: `acme/shop-${repository}`,
    owner: { id: 1, login: 'acme', type: 'Organization' },
    default_branch: 'main',
    private: true,
  },
})

/** Signs a webhook and sends it. */
export async function postDelivery(
  address: string,
  { id, event = 'push', payload }: { id: string; event?: string; payload: unknown },
): Promise<{ status: number; said: unknown }> {
  const body = JSON.stringify(payload)
  const signature = createHmac('sha256', webhookSecret).update(body).digest('hex')
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  })
  return { status: response.status, said: await response.json() }
}
