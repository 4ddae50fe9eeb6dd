/** What every channel promises. An adapter may leave a test out only by naming the reason. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Outcome } from '../core/delivery.ts'
import { type HostId, incidentId, isHostId } from '../core/ids.ts'
import type { Message, MessageHost, MessageType } from '../core/message.ts'
import type { Target } from '../core/subscription.ts'
import type { Channel } from '../service/ports.ts'

export type Behaviour = 'takes' | 'falters' | 'refuses' | 'hangs'

/** A channel, and a real receiver that listens to it. */
export interface Stage<T extends Target> {
  readonly channel: Channel<T>
  readonly target: T
  /** Words that must not show up in any detail. */
  readonly secrets: readonly string[]
  /** Chooses how the receiver answers from now on; it begins with `takes`. */
  behave(behaviour: Behaviour): void
  /** What came, oldest first. `body` is all that a person or a program is shown. */
  received(): Promise<readonly { readonly id: string; readonly body: string }[]>
  close(): Promise<void>
}

export interface ChannelPlan<T extends Target> {
  readonly name: string
  /** Each attempt ends by this limit. */
  readonly open: (timeLimitMs: number) => Promise<Stage<T>>
  /** Behaviours that this kind of receiver cannot show, and why. */
  readonly deviations?: Partial<Record<Behaviour, string>>
}

/** So that a busy machine is not taken for a receiver that hangs; where one hangs, nobody waits. */
const PATIENT_MS = 15_000
const HASTY_MS = 300
const NOON = Date.UTC(2026, 10, 21, 12)
const SUBSCRIPTION = { name: 'Night shift' }
const HOSTILE =
  '<script>alert(1)</script> =cmd|calc \u001b[31mred\u001b[0m\r\nBcc: eve@example.com\n' +
  '\u202eevil\u0007'

export function sampleHost(name: string, overrides: Partial<MessageHost> = {}): MessageHost {
  const hostId = toHostId(name)
  return {
    hostId,
    site: '0412',
    at: NOON - 5_000,
    lastHeartbeatAt: NOON - 605_000,
    deadlineAt: NOON - 5_000,
    incidentId: incidentId(hostId, 1),
    url: `https://flatline.example.com/incidents/${hostId}~1`,
    ...overrides,
  }
}

export function sampleMessage(overrides: Partial<Message> = {}): Message {
  return {
    type: 'hosts.missing',
    notificationId: 'ops~7',
    subject: 'Hosts missing [till-1, till-2]',
    timestamp: NOON,
    total: 2,
    hosts: [sampleHost('till-1'), sampleHost('till-2', { site: null, url: null })],
    more: 0,
    note: null,
    ...overrides,
  }
}

const HOST_TYPES: readonly MessageType[] = [
  'hosts.missing',
  'hosts.recovered',
  'hosts.registered',
  'hosts.withdrawn',
]
const NOTE_TYPES: readonly MessageType[] = ['flatline.blind', 'flatline.test', 'flatline.confirm']

export function channelSuite<T extends Target>(plan: ChannelPlan<T>): void {
  describe(`the ${plan.name} channel keeps the port's promises`, () => {
    let stage: Stage<T>
    beforeEach(async () => {
      stage = await plan.open(PATIENT_MS)
    })
    afterEach(async () => stage.close())
    const hurry = async () => {
      await stage.close()
      stage = await plan.open(HASTY_MS)
    }
    const play: Play<T> = {
      stage: () => stage,
      hurry,
      send: (message) => stage.channel.send(stage.target, message, SUBSCRIPTION),
    }
    deliveringTests(play)
    wordingTests(play)
    failingTests(play, plan.deviations ?? {})
  })
}

interface Play<T extends Target> {
  readonly stage: () => Stage<T>
  /** From now on attempts have little time. */
  readonly hurry: () => Promise<void>
  readonly send: (message: Message) => Promise<Outcome>
}

function deliveringTests<T extends Target>({ stage, send }: Play<T>): void {
  it('finds nothing wrong with a target that works', async () => {
    await expect(stage().channel.check(stage().target)).resolves.toBeUndefined()
  })

  it('says accepted once the receiver has taken the message', async () => {
    const outcome = await send(sampleMessage())
    expect(outcome.kind).toBe('accepted')
    const [got] = await stage().received()
    expect(got?.id).toBe('ops~7')
    expect(got?.body).toContain('Hosts missing [till-1, till-2]')
  })

  it('sends the same words under the same id however often it is asked', async () => {
    await send(sampleMessage())
    await send(sampleMessage())
    const [first, second, ...rest] = await stage().received()
    expect(second).toEqual(first)
    expect(rest).toEqual([])
  })

  it('sends a message of the greatest size', async () => {
    const hosts = Array.from({ length: 50 }, (_, i) => {
      return sampleHost(`${'h'.repeat(96)}-${i}`, { site: 'ü'.repeat(64) })
    })
    const outcome = await send(sampleMessage({ hosts, total: 1_000_000, more: 999_950 }))
    expect(outcome.kind).toBe('accepted')
  })

  it('never rejects, even if a time in the message is nonsense', async () => {
    const hosts = [sampleHost('till-1', { lastHeartbeatAt: 1e300, deadlineAt: Number.NaN })]
    const outcome = await send(sampleMessage({ timestamp: Number.NaN, hosts }))
    expect(['accepted', 'failed', 'refused']).toContain(outcome.kind)
  })
}

function wordingTests<T extends Target>({ stage, send }: Play<T>): void {
  it.each(HOST_TYPES)(
    'names the hosts of %s, and counts those that it leaves out',
    async (type) => {
      const message = sampleMessage({ type, total: 11, more: 9 })
      expect(await send(message)).toMatchObject({ kind: 'accepted' })
      const [got] = await stage().received()
      expect(got?.body).toMatch(/till-1[\s\S]*till-2[\s\S]*9/u)
    },
  )

  it.each(NOTE_TYPES)('tells the note of %s with its link', async (type) => {
    const note = 'Please confirm: https://flatline.example.com/confirm?a=1&token=abc'
    const subject = 'A word from Flatline'
    const message = sampleMessage({ type, subject, note, total: 0, hosts: [] })
    expect(await send(message)).toMatchObject({ kind: 'accepted' })
    const [got] = await stage().received()
    expect(got?.body).toContain(subject)
    expect(got?.body).toContain(note)
  })

  it('makes hostile text inert', async () => {
    const hosts = [sampleHost('till-1', { site: HOSTILE })]
    const message = sampleMessage({ subject: HOSTILE, note: HOSTILE, hosts, total: 1 })
    const { channel, target } = stage()
    expect(await channel.send(target, message, { name: HOSTILE })).toMatchObject({
      kind: 'accepted',
    })
    const [got] = await stage().received()
    expect(got?.body).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u)
    expect(got?.body).toContain('=cmd|calc')
  })
}

function failingTests<T extends Target>(
  { stage, hurry, send }: Play<T>,
  deviations: Partial<Record<Behaviour, string>>,
): void {
  const whenItCan = (behaviour: Behaviour, guarantee: string, test: () => Promise<void>) => {
    if (deviations[behaviour] === undefined) it(guarantee, test)
  }

  whenItCan('falters', 'says failed if trying again may help', async () => {
    stage().behave('falters')
    expect(await send(sampleMessage())).toMatchObject({ kind: 'failed' })
  })

  whenItCan('refuses', 'says refused if the receiver will never take it', async () => {
    stage().behave('refuses')
    expect(await send(sampleMessage())).toMatchObject({ kind: 'refused' })
  })

  whenItCan('hangs', 'gives up a receiver that does not answer in time', async () => {
    await hurry()
    stage().behave('hangs')
    const outcome = await send(sampleMessage())
    expect(outcome).toMatchObject({ kind: 'failed', detail: expect.stringContaining('limit') })
  })

  it('always gives a short detail, without secrets, in one harmless line', async () => {
    for (const behaviour of ['takes', 'falters', 'refuses', 'hangs'] as const) {
      if (deviations[behaviour] !== undefined) continue
      if (behaviour === 'hangs') await hurry()
      stage().behave(behaviour)
      const { detail } = await send(sampleMessage())
      expect(detail).not.toBe('')
      expect(detail.length).toBeLessThan(500)
      expect(detail).not.toMatch(/\p{C}/u)
      for (const secret of stage().secrets) expect(detail).not.toContain(secret)
    }
  })
}

function toHostId(name: string): HostId {
  if (!isHostId(name)) throw new Error(`${name} is not a host id`)
  return name
}
