import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { createIngest } from '../../src/runtime/lambda/ingest.ts'
import { openKeyCache } from '../../src/runtime/lambda/key-cache.ts'
import type { Context } from '../../src/service/context.ts'
import type { Records } from '../../src/service/ports.ts'
import { httpEvent, type SentRequest } from './http-event.ts'
import { makeWorld, type World, type WorldOverrides } from './world.ts'

/** The heartbeat function over a world in memory that counts and can break reads of keys. */
export interface LambdaWorld {
  /** The world of the operator, who makes keys: another process than the function. */
  readonly world: World
  /** The function's own context: same stores and clock, an empty keyring. */
  readonly ctx: Context
  readonly reads: string[]
  readonly broken: { keys: boolean }
  readonly calls: { reported: number; flushed: number }
  send(sent: SentRequest): Promise<APIGatewayProxyStructuredResultV2>
}

export function makeLambdaWorld(overrides: WorldOverrides = {}): LambdaWorld {
  const world = makeWorld(overrides)
  const reads: string[] = []
  const broken = { keys: false }
  const calls = { reported: 0, flushed: 0 }
  const records: Records = {
    ...bound(world.ctx.records),
    async get(kind, ids) {
      if (kind === 'key') reads.push(...ids)
      if (kind === 'key' && broken.keys) throw new Error('the table cannot be reached')
      return world.ctx.records.get(kind, ids)
    },
  }
  const ctx: Context = { ...world.ctx, records, keyring: new Map() }
  const handler = createIngest({
    ctx,
    keys: openKeyCache(ctx),
    reportRefusals: async () => void calls.reported++,
    flushMetrics: () => void calls.flushed++,
  })
  return { world, ctx, reads, broken, calls, send: (sent) => handler(httpEvent(sent)) }
}

/** Its methods, whether they stand on an object or on a class. */
function bound(records: Records): Records {
  return {
    lagMs: records.lagMs,
    get: (kind, ids) => records.get(kind, ids),
    write: (writes) => records.write(writes),
    list: (kind, query) => records.list(kind, query),
    count: (kind, where) => records.count(kind, where),
  }
}
