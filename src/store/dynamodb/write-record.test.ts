import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AwsFault } from '../../../test/kit/aws-faults.ts'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import { seededEntropy } from '../../../test/kit/seeded-entropy.ts'
import type { Write } from '../../service/ports.ts'
import { sessionOf } from '../samples.suite.ts'
import { faultyRecords } from './faulty-records.suite.ts'
import type { DynamodbRecords } from './records.ts'

let dynalite: Dynalite
beforeAll(async () => {
  dynalite = await startDynalite()
})
afterAll(() => dynalite.close())

const LOST: readonly AwsFault[] = [
  'failed_after',
  'conflict_after',
  'reset_after',
  'hanging_after',
  'failed',
  'conflict',
  'reset',
  'throttled',
]
const IMPATIENT = { limitMs: 60_000, attemptMs: 500 }

function session(id: string, ifVersion: number, expiresAt: number | null): Write {
  const value = expiresAt === null ? null : sessionOf(id, expiresAt)
  return { kind: 'session', id, value, ifVersion }
}

async function versionOf(records: DynamodbRecords, id: string) {
  return (await records.get('session', [id]))[0]?.version
}

describe('a write whose answer is lost', () => {
  it.each(LOST)('is true once and not repeated (%s)', async (fault) => {
    const rules = fault === 'hanging_after' ? IMPATIENT : {}
    const { records, sound, faults } = await faultyRecords(dynalite, { rules })
    const strike = () => faults.strike(fault, 1, ['PutItem', 'DeleteItem'])
    strike()
    expect(await records.write([session('s', 0, 1)])).toEqual([true])
    strike()
    expect(await records.write([session('s', 1, 2)])).toEqual([true])
    expect(await versionOf(sound, 's')).toBe(2)
    strike()
    expect(await records.write([session('s', 1, 3)])).toEqual([false])
    expect((await sound.get('session', ['s']))[0]?.value.expiresAt).toBe(2)
    strike()
    expect(await records.write([session('s', 2, null)])).toEqual([true])
    expect(await versionOf(sound, 's')).toBeUndefined()
    strike()
    expect(await records.write([session('s', 0, null)])).toEqual([true])
    const writes = faults.sent.filter((command) => /PutItem|DeleteItem/.test(command))
    expect(writes.length).toBeGreaterThanOrEqual(10)
  })

  it('is false if another took the version meanwhile', async () => {
    const { records, sound, faults } = await faultyRecords(dynalite, {
      meanwhile: (other) => other.write([session('s', 1, 200)]),
    })
    await sound.write([session('s', 0, 1)])
    faults.strike('failed')
    expect(await records.write([session('s', 1, 100)])).toEqual([false])
    expect((await sound.get('session', ['s']))[0]?.value.expiresAt).toBe(200)
  })

  it('is undecided if it was applied and another has written since', async () => {
    const { records, sound, faults } = await faultyRecords(dynalite, {
      meanwhile: (other) => other.write([session('s', 2, 200)]),
    })
    await sound.write([session('s', 0, 1)])
    faults.strike('failed_after')
    const asked = records.write([session('s', 1, 100)])
    await expect(asked).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(await versionOf(sound, 's')).toBe(3)
  })

  it('is undecided if the record is gone meanwhile', async () => {
    const { records, sound, faults } = await faultyRecords(dynalite, {
      meanwhile: (other) => other.write([session('s', 1, null)]),
    })
    await sound.write([session('s', 0, 1)])
    faults.strike('failed')
    const asked = records.write([session('s', 1, 100)])
    await expect(asked).rejects.toMatchObject({ code: 'store_unavailable' })
  })

  it('has removed what another made anew meanwhile', async () => {
    const { records, sound, faults } = await faultyRecords(dynalite, {
      meanwhile: (other) => other.write([session('s', 0, 200)]),
    })
    await sound.write([session('s', 0, 1)])
    await sound.write([session('s', 1, 2)])
    faults.strike('failed_after')
    expect(await records.write([session('s', 2, null)])).toEqual([true])
    expect(await versionOf(sound, 's')).toBe(1)
  })

  it('has not removed what another changed meanwhile', async () => {
    const { records, sound, faults } = await faultyRecords(dynalite, {
      meanwhile: (other) => other.write([session('s', 1, 200)]),
    })
    await sound.write([session('s', 0, 1)])
    faults.strike('failed')
    expect(await records.write([session('s', 1, null)])).toEqual([false])
    expect(await versionOf(sound, 's')).toBe(2)
  })

  it('is judged by the item that DynamoDB sends along, without another read', async () => {
    const tell = tellingItems({ v: { N: '1' }, w: { S: 'of another' } })
    const { records, faults } = await faultyRecords(dynalite, { plugins: [tell] })
    faults.strike('failed_after')
    expect(await records.write([session('s', 0, 1)])).toEqual([false])
    expect(faults.sent).not.toContain('GetItem')
  })

  it.each([1, 2, 3])('lets one of twenty concurrent writers win (seed %i)', async (seed) => {
    const rules = { limitMs: 1_000_000 }
    const { records, sound, faults } = await faultyRecords(dynalite, { rules })
    await sound.write([session('s', 0, 1)])
    const { jitter } = seededEntropy(seed)
    faults.plan(() => LOST_ANSWERS[Math.floor(jitter() * LOST_ANSWERS.length)])
    const rivals = Array.from({ length: 20 }, (_, i) => session('s', 1, 100 + i))
    const outcomes = (await Promise.all(rivals.map((write) => records.write([write])))).flat()
    expect(outcomes.filter(Boolean)).toHaveLength(1)
    const [stored] = await sound.get('session', ['s'])
    expect(stored?.version).toBe(2)
    expect(stored?.value.expiresAt).toBe(100 + outcomes.indexOf(true))
  })
})

const LOST_ANSWERS: readonly (AwsFault | undefined)[] = [
  'failed_after',
  'conflict_after',
  'reset_after',
  'throttled',
  undefined,
  undefined,
]

describe('writes to a store that is not there', () => {
  it('are refused, and go well as soon as it is back', async () => {
    const { records, sound, faults } = await faultyRecords(dynalite)
    faults.cutOff()
    const asked = records.write([session('a', 0, 1), session('b', 0, 1)])
    await expect(asked).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(await sound.count('session', {})).toBe(0)
    faults.heal()
    expect(await records.write([session('a', 0, 1), session('b', 0, 1)])).toEqual([true, true])
  })

  it('are not all tried one after the other', async () => {
    const { records, faults } = await faultyRecords(dynalite)
    faults.cutOff()
    const many = Array.from({ length: 1_000 }, (_, i) => session(`s${i}`, 0, 1))
    await expect(records.write(many)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(faults.sent.length).toBeLessThanOrEqual(64 * 20)
  })

  it('leave what was applied before a process died, and the rest can be written', async () => {
    const dying = await faultyRecords(dynalite, { rules: { limitMs: 1_600, attemptMs: 1_500 } })
    dying.faults.killAfterWrites(3)
    const batch = Array.from({ length: 10 }, (_, i) => session(`s${i}`, 0, i))
    await expect(dying.records.write(batch)).rejects.toMatchObject({ code: 'store_unavailable' })
    const outcomes = await dying.sound.write(batch)
    expect(outcomes.filter((applied) => !applied)).toHaveLength(3)
    expect(await dying.sound.count('session', {})).toBe(10)
  })
})

/** DynamoDB sends the item with a failed condition; dynalite does not. */
function tellingItems(Item: Record<string, AttributeValue>) {
  return (client: DynamoDBClient) =>
    client.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args)
        } catch (cause) {
          if (!(cause instanceof ConditionalCheckFailedException)) throw cause
          const { message, $metadata } = cause
          throw new ConditionalCheckFailedException({ message, $metadata, Item })
        }
      },
      { step: 'initialize', name: 'tellingItems' },
    )
}
