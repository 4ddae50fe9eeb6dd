import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AwsFaults, awsFaults } from '../../../test/kit/aws-faults.ts'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import type { HostState } from '../../core/host.ts'
import { beatOf, heardAndRecorded, hostIdOf, T0 } from '../samples.suite.ts'
import type { Item } from './pulse-row.ts'
import { openRegion, type Region } from './region.suite.ts'

const LOST = ['reset_after', 'failed_after'] as const

describe('heartbeats while DynamoDB has trouble', () => {
  let server: Dynalite
  let region: Region
  let faults: AwsFaults
  /** Told with failed conditions, as DynamoDB does and the server of the tests does not. */
  let told: Item | undefined
  beforeAll(async () => {
    server = await startDynalite()
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    faults = awsFaults()
    told = undefined
    region = await openRegion(server, { plugins: [faults.plugin, telling(() => told)] })
  })
  afterEach(() => region.close())

  const beat = async (text: string, at: number, more = {}) =>
    (await region.pulses.beat([beatOf(text, at, more)]))[0]
  const heardAt = async (text: string) => (await region.pulses.read([hostIdOf(text)]))[0]?.heardAt
  const sentFor = async (act: () => Promise<unknown>) => {
    const before = faults.sent.length
    await act()
    return faults.sent.slice(before)
  }

  describe.each(LOST)('when the answer is lost (%s)', (fault) => {
    it('gives "first" for a new host, though its row exists by then', async () => {
      faults.strike(fault)
      expect(await beat('a', T0)).toBe('first')
      expect(await heardAt('a')).toBe(T0)
      expect(faults.sent.filter((command) => command === 'UpdateItem')).toHaveLength(2)
    })

    it.each([
      ['up', 'none'],
      ['missing', 'returned'],
      ['waiting', 'returned'],
      ['paused', 'none'],
    ] as const)('gives the edge of a host that is %s: %s', async (state: HostState, edge) => {
      await heardAndRecorded(region.pulses, 'a', T0, { state })
      faults.strike(fault, 3)
      expect(await beat('a', T0 + 1)).toBe(edge)
      expect(await heardAt('a')).toBe(T0 + 1)
    })

    it('refuses a host that may not register, all the same', async () => {
      faults.strike('reset', 2)
      expect(await beat('a', T0, { mayRegister: false })).toBe('refused')
      expect(await heardAt('a')).toBeUndefined()
    })
  })

  it.each(['throttled', 'failed', 'reset', 'conflict'] as const)(
    'stores a heartbeat that was not taken at first (%s)',
    async (fault) => {
      faults.strike(fault, 3)
      expect(await beat('a', T0)).toBe('first')
      expect(await heardAt('a')).toBe(T0)
    },
  )

  it('rejects when DynamoDB cannot be reached, for one of many hosts even', async () => {
    faults.cutOff()
    await expect(beat('a', T0)).rejects.toMatchObject({
      code: 'store_unavailable',
      retryAfterSeconds: 5,
    })
    const beats = ['b', 'c', 'd'].map((text) => beatOf(text, T0))
    faults.strike('throttled', 59)
    await expect(region.pulses.beat(beats)).rejects.toMatchObject({ code: 'store_unavailable' })
    faults.heal()
    expect(await region.pulses.beat(beats)).toEqual(['first', 'first', 'first'])
  })

  it('takes the row that a failed condition tells, and reads nothing', async () => {
    await heardAndRecorded(region.pulses, 'a', T0, { state: 'missing', facts: 7 })
    told = { h: { S: 'a' }, t: { N: String(T0) }, m: { S: 'm7' }, r: { N: '1' }, v: { N: '1' } }
    const sent = await sentFor(async () => expect(await beat('a', T0 - 1)).toBe('returned'))
    expect(sent).toEqual(['UpdateItem'])
  })

  it('looks at the row if a failed condition tells none', async () => {
    await heardAndRecorded(region.pulses, 'a', T0, { state: 'missing' })
    const sent = await sentFor(async () => expect(await beat('a', T0 - 1)).toBe('returned'))
    expect(sent).toEqual(['UpdateItem', 'GetItem'])
  })

  it('starts over when the row that failed the condition has vanished', async () => {
    await heardAndRecorded(region.pulses, 'a', T0)
    const removes = (client: Region['table']['client']) =>
      client.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            if (commandName === 'GetItemCommand') await region.pulses.remove(hostIdOf('a'))
            return next(args)
          },
        { step: 'initialize' },
      )
    const tableName = region.table.name
    const rival = await openRegion(server, { tableName, plugins: [faults.plugin, removes] })
    const sent = await sentFor(async () =>
      expect(await rival.pulses.beat([beatOf('a', T0 - 1)])).toEqual(['first']),
    )
    expect(sent).toEqual(['UpdateItem', 'GetItem', 'DeleteItem', 'UpdateItem'])
    expect(await heardAt('a')).toBe(T0 - 1)
    rival.close()
  })

  it('reads every row, in order, though DynamoDB leaves keys unprocessed', async () => {
    const names = Array.from({ length: 130 }, (_, i) => `host-${i}`)
    await region.pulses.beat(names.map((text, i) => beatOf(text, T0 + i)))
    faults.strike('unprocessed', 5)
    const pulses = await region.pulses.read(names.map(hostIdOf))
    expect(pulses.map((pulse) => pulse?.heardAt)).toEqual(names.map((_, i) => T0 + i))
  })
})

function telling(item: () => Item | undefined) {
  return (client: Region['table']['client']) =>
    client.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args)
        } catch (cause) {
          const told = item()
          if (cause instanceof ConditionalCheckFailedException && told) cause.Item = told
          throw cause
        }
      },
      { step: 'initialize' },
    )
}
