import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import { sessionOf } from '../samples.suite.ts'
import { faultyRecords } from './faulty-records.suite.ts'

let dynalite: Dynalite
beforeAll(async () => {
  dynalite = await startDynalite()
})
afterAll(() => dynalite.close())

async function withSessions(count: number) {
  const opened = await faultyRecords(dynalite)
  const ids = Array.from({ length: count }, (_, i) => `s${i}`)
  const writes = ids.map((id, i) => {
    return { kind: 'session', id, value: sessionOf(id, i), ifVersion: 0 } as const
  })
  await opened.sound.write(writes)
  return { ...opened, ids }
}

describe('reading records', () => {
  it('asks for a hundred at a time, each once', async () => {
    const { records, faults, ids } = await withSessions(201)
    const found = await records.get('session', [...ids, ...ids])
    expect(found.map((each) => each?.value.id)).toEqual([...ids, ...ids])
    expect(faults.sent).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem'])
  })

  it('asks again for what was left unprocessed', async () => {
    const { records, faults, ids } = await withSessions(100)
    faults.strike('unprocessed', 3)
    const found = await records.get('session', ids)
    expect(found.map((each) => each?.value.id)).toEqual(ids)
    expect(faults.sent).toHaveLength(4)
  })

  it('gives up when everything is left unprocessed until time is up', async () => {
    const { records, faults } = await withSessions(1)
    faults.strike('unprocessed', 1_000)
    const asked = records.get('session', ['s0'])
    await expect(asked).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(faults.sent.length).toBeLessThan(20)
  })

  it('is repeated when it is throttled, and refused without a network', async () => {
    const { records, faults } = await withSessions(1)
    faults.strike('throttled', 2)
    expect((await records.get('session', ['s0']))[0]?.version).toBe(1)
    faults.cutOff()
    const unavailable = { code: 'store_unavailable' }
    await expect(records.get('session', ['s0'])).rejects.toMatchObject(unavailable)
    await expect(records.list('session', { limit: 1 })).rejects.toMatchObject(unavailable)
    await expect(records.count('session', {})).rejects.toMatchObject(unavailable)
  })

  it('finds nothing under ids that DynamoDB cannot hold, and asks nobody', async () => {
    const { records, faults } = await withSessions(0)
    expect(await records.get('session', ['', 'x'.repeat(1_025)])).toEqual([undefined, undefined])
    expect(faults.sent).toEqual([])
  })

  it('is strong wherever the table itself is read, and never asks an index for that', async () => {
    const reads: string[] = []
    const { records, faults } = await faultyRecords(dynalite, { plugins: [noting(reads)] })
    faults.strike('failed_after', 1, ['PutItem'])
    await records.write([{ kind: 'session', id: 's', value: sessionOf('s', 1), ifVersion: 0 }])
    await records.get('session', ['s'])
    await records.list('session', { limit: 1 })
    await records.list('session', { orderBy: 'expiresAt', limit: 1 })
    await records.count('session', {})
    const strong = reads.map((read) => [read.includes('IndexName'), read.includes(STRONG)])
    expect(strong).toHaveLength(1 + 1 + 4 + 1 + 1 + 4)
    for (const [index, consistent] of strong) expect(consistent).toBe(index === false)
  })
})

const STRONG = '"ConsistentRead":true'

/** Notes what is asked for. */
function noting(reads: string[]) {
  return (client: DynamoDBClient) =>
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          if (!/^(Put|Delete)Item/.test(commandName)) reads.push(JSON.stringify(args.input))
          return next(args)
        },
      { step: 'initialize', name: 'noting' },
    )
}
