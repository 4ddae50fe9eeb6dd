import type { Socket } from 'node:net'
import { verifiedKey } from '../../../api/authorize.ts'
import { allows, mayBeatFor } from '../../../core/key.ts'
import type { Context } from '../../../service/context.ts'
import { answersTo } from '../answers-to.ts'
import { frame, frameReader, KINDS, numberFrame } from './frames.ts'
import { type PackedBatch, unpackBatch } from './packed-batch.ts'
import { type Outcome, packOutcomes } from './packed-outcomes.ts'

export interface LinkEvents {
  /** A connection from that port of this machine was taken. */
  taken(port: number): void
  /** A connection was refused; the port if it came from this machine, else 0. */
  dropped(port: number): void
  flushed(id: number): void
  drained(): void
  /** It says what no worker says. */
  broken(error: unknown): void
}

export interface WorkerLink {
  flush(id: number): void
  drain(): void
  /** Nothing more comes from us. */
  end(): void
}

const PATHS = { plain: '/v1/heartbeat', alias: '/v1/hearbeat' } as const

/** The main process's end of the channel to one worker. What it says is acted on in its order. */
export function linkToWorker(ctx: Context, channel: Socket, events: LinkEvents): WorkerLink {
  const send = (bytes: Buffer) => {
    if (channel.writable) channel.write(bytes)
  }
  const record = async (batch: PackedBatch) => {
    const outcomes = await outcomesOf(ctx, batch)
    send(frame(KINDS.outcomes, packOutcomes({ id: batch.id, outcomes })))
  }
  const hear = (kind: number, content: Buffer) => {
    if (kind === KINDS.batch) void record(unpackBatch(content))
    else if (kind === KINDS.taken) events.taken(content.readUInt32LE(0))
    else if (kind === KINDS.dropped) events.dropped(content.readUInt32LE(0))
    else if (kind === KINDS.flushed) events.flushed(content.readUInt32LE(0))
    else if (kind === KINDS.drained) events.drained()
    else throw new Error(`a frame of kind ${kind}`)
  }
  const read = frameReader(hear)
  channel
    .on('error', () => undefined)
    .on('data', (bytes: Buffer) => {
      try {
        read(bytes)
      } catch (error) {
        channel.destroy()
        events.broken(error)
      }
    })
  return {
    flush: (id) => send(numberFrame(KINDS.flush, id)),
    drain: () => send(frame(KINDS.drain, Buffer.alloc(0))),
    end: () => void channel.end(),
  }
}

/** Never rejects. Its hosts count as being on their way before it returns. */
async function outcomesOf(ctx: Context, { keyText, items }: PackedBatch): Promise<Outcome[]> {
  const key = verifiedKey(ctx, keyText, ctx.clock.read().wallMs)
  if (key === undefined || !allows(key, 'beat')) return items.map(() => 'handOver')
  const own = items.filter(({ heartbeat }) => mayBeatFor(key, heartbeat.hostId))
  const heartbeats = own.map(({ heartbeat }) => heartbeat)
  const pathOf = (index: number) => (own[index]?.byAlias ? PATHS.alias : PATHS.plain)
  const answers = own.length === 0 ? [] : await answersTo(ctx, key, heartbeats, pathOf)
  let next = 0
  return items.map(({ heartbeat }) =>
    mayBeatFor(key, heartbeat.hostId) ? (answers[next++] ?? 'handOver') : 'handOver',
  )
}
