import { createPacketReader, flushPacket, lineOf, writePacket } from '../../git/pkt-line.ts'
import { readBody } from '../../http/body.ts'
import type { RepositoryName } from '../git-ports.ts'
import type { Forge } from './forge.ts'

/** Largest answer about one ref, in bytes. */
const maxAnswerBytes = 65_536
const answerMs = 15_000

/**
 * The branch `HEAD` of the forge names, as `main`; `unknown` where the forge does not say.
 *
 * One question of protocol 2, without the greeting before it.
 *
 * @see https://git-scm.com/docs/protocol-v2#_ls_refs
 */
export async function askDefaultBranch(forge: Forge, repository: RepositoryName): Promise<string> {
  const question = Buffer.concat([
    writePacket('command=ls-refs\n'),
    Buffer.from('0001'),
    writePacket('symrefs\n'),
    writePacket('ref-prefix HEAD\n'),
    flushPacket,
  ])
  try {
    const reply = await forge.call({
      repository,
      method: 'POST',
      path: '/git-upload-pack',
      headers: {
        'content-type': 'application/x-git-upload-pack-request',
        accept: 'application/x-git-upload-pack-result',
        'git-protocol': 'version=2',
        'content-length': question.length,
      },
      body: question,
      signal: AbortSignal.timeout(answerMs),
    })
    const answer = await readBody(reply, maxAnswerBytes)
    if (reply.statusCode !== 200) return 'unknown'
    for (const packet of createPacketReader().push(answer)) {
      if (packet.kind !== 'data') continue
      const line = lineOf(packet.payload)
      const branch = /^[0-9a-f]+ HEAD .*symref-target:refs\/heads\/([^ ]+)/.exec(line)?.[1]
      if (branch !== undefined) return branch
    }
    return 'unknown'
  } catch {
    return 'unknown'
  }
}
