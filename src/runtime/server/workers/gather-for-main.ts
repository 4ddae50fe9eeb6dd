import type { Reception } from '../fast-path.ts'
import { type Batch, gatherTurn } from '../gather-turn.ts'
import { plainRequests } from '../plain-heartbeat.ts'
import { heartbeatIn } from '../plain-reception.ts'
import { frame, KINDS } from './frames.ts'
import { packBatch } from './packed-batch.ts'
import { unpackOutcomes } from './packed-outcomes.ts'

export interface GatherForMain {
  readonly take: Reception['take']
  /** Sends what was read until now. */
  endTurn(): void
  /** What the main process says of a batch. */
  settle(content: Buffer): void
}

const ALIAS = '/v1/hearbeat'
const ID_MAX = 0xffff_ffff

/**
 * Reads plain heartbeats and sends what arrives in one turn together, by key. The main process says
 * whether a key is valid: nothing about keys is known or kept here.
 */
export function gatherForMain(send: (bytes: Buffer) => void): GatherForMain {
  const sent = new Map<number, Batch<string>>()
  const next = plainRequests()
  let lastId = 0
  const begin = (key: string): Batch<string> => ({ key, heartbeats: [], waiting: [] })
  const sendBatch = (batch: Batch<string>) => {
    const { key: keyText, heartbeats, waiting } = batch
    lastId = lastId === ID_MAX ? 1 : lastId + 1
    sent.set(lastId, batch)
    const items = heartbeats.map((heartbeat, index) => {
      return { heartbeat, byAlias: waiting[index]?.path === ALIAS }
    })
    send(frame(KINDS.batch, packBatch({ id: lastId, keyText, items })))
  }
  const { gather, endTurn } = gatherTurn(begin, sendBatch)
  return {
    take(bytes, waiting) {
      const request = next(bytes)
      const heartbeat = request === undefined ? undefined : heartbeatIn(request.body)
      if (request === undefined || heartbeat === undefined) return undefined
      gather(request.keyText, heartbeat, waiting)
      return request
    },
    endTurn,
    settle(content) {
      const { id, outcomes } = unpackOutcomes(content)
      const waiting = sent.get(id)?.waiting ?? []
      sent.delete(id)
      if (waiting.length !== outcomes.length) throw new Error('outcomes of another batch')
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome === 'handOver') waiting[index]?.handOver()
        else waiting[index]?.settle(outcome)
      }
    },
  }
}
