import { downloadObject } from './download-object.ts'
import { LfsRefusal } from './lfs-answer.ts'
import type { LfsCall, LfsContext } from './lfs-context.ts'
import { uploadObject } from './upload-object.ts'

const transfers = {
  upload: { method: 'PUT', serve: uploadObject },
  download: { method: 'GET', serve: downloadObject },
}

/** An object itself, on its way from or to the place that the forge has named for it. */
export async function serveTransfer(
  context: LfsContext,
  call: LfsCall,
  number: string,
): Promise<void> {
  const ticket = context.tickets.find(number)
  if (ticket === undefined || ticket.repository !== call.repository) {
    throw new LfsRefusal(404, 'this transfer is not known here; start it again')
  }
  const { method, serve } = transfers[ticket.kind]
  if (call.request.method !== method) throw new LfsRefusal(405, `${method} was expected`)
  await serve(context, call, ticket)
}
