/**
 * A host that proves the whole chain, because it falls silent on purpose:
 *
 * - Each run of the sweep sends its heartbeat through the region's own front door, as any computer
 *   does. No answer at all, or one of 5xx, means that the region cannot hear: nobody is blamed.
 * - In the first minutes of each hour it sends what is no heartbeat. So it goes missing and comes
 *   back every hour, through pulses, records, mailbox and delivery, to a subscription of its own
 *   that writes to the log. How long ago that last worked is a metric.
 * - Its label `flatline_canary` keeps it out of everybody else's messages.
 * - Its key is made anew by each process and never stored; the former one stays valid for a while,
 *   since other functions know keys for a minute.
 */
import type { SubscriptionId } from '../../core/ids.ts'
import type { Key } from '../../core/key.ts'
import { CANARY_LABEL, type Subscription } from '../../core/subscription.ts'
import type { Context } from '../../service/context.ts'
import { createKey } from '../../service/create-key.ts'
import { KEYS_MAX } from '../../service/keyring.ts'
import { listAll } from '../../service/list-all.ts'
import { rotateKey } from '../../service/rotate-key.ts'

export interface Canary {
  /** Sends a heartbeat, if it is time for one. True if the front door did not answer. */
  beat(): Promise<boolean>
  /** When a message about it was last delivered; null if that never happened. */
  provenAt(): Promise<number | null>
}

/** One POST; rejects without an answer. The body is JSON. */
export type Post = (url: string, key: string, body: string) => Promise<{ status: number }>

const PREFIX = 'canary-'
/** Refused with 400, which shows that the door is open. */
const NO_HEARTBEAT = '[]'
const HOUR_MS = 3_600_000
export const SILENT_MS = 10 * 60_000
const OVERLAP_MS = 10 * 60_000
const TIMING = { interval: '1m', grace: '2m' }

export function openCanary(ctx: Context, region: string, url: string, post: Post): Canary {
  const hostId = `${PREFIX}${region}`
  let text: string | null = null
  return {
    async beat() {
      const silent = ctx.clock.read().wallMs % HOUR_MS < SILENT_MS
      try {
        text ??= await makeKey(ctx, hostId)
      } catch (error) {
        ctx.log.warn({ error }, 'the canary has no key yet')
      }
      if (text === null) return false
      const host = { hostId, ...TIMING, labels: { [CANARY_LABEL]: region } }
      const body = silent ? NO_HEARTBEAT : JSON.stringify(host)
      try {
        const { status } = await post(`${url}/v1/heartbeat`, text, body)
        if (status === 401) text = null
        if (status < 400) await ensureSubscription(ctx, hostId, region)
        else if (!silent) ctx.log.warn({ status }, 'the canary was not accepted')
        return status >= 500
      } catch (error) {
        ctx.log.error({ error }, 'the front door of this region does not answer')
        return true
      }
    },
    async provenAt() {
      const { items } = await ctx.records.list('delivery', {
        where: { subscriptionId: subscriptionId(hostId), state: 'sent' },
        orderBy: 'createdAt',
        descending: true,
        limit: 1,
      })
      return items[0]?.value.endedAt ?? null
    },
  }
}

/** Null while nobody has a key: the first ones are made for people, on an empty store. */
async function makeKey(ctx: Context, hostId: string): Promise<string | null> {
  const keys = (await listAll(ctx.records, 'key', KEYS_MAX)).map(({ value }) => value)
  if (keys.every(isCanary)) return null
  const known = keys.find((key) => isCanary(key) && key.name === hostId)
  const shown =
    known === undefined
      ? await createKey(ctx, { name: hostId, scopes: ['beat'], hostPattern: hostId, hostsMax: 1 })
      : await rotateKey(ctx, { id: known.id, overlapMs: OVERLAP_MS })
  return shown.text
}

function isCanary({ name, hostPattern }: Key): boolean {
  return name.startsWith(PREFIX) && name === hostPattern
}

/** Writing it again and again changes nothing: whoever deletes it gets it back. */
async function ensureSubscription(ctx: Context, hostId: string, region: string): Promise<void> {
  const id = subscriptionId(hostId)
  const [known] = await ctx.records.get('subscription', [id])
  if (known !== undefined) return
  const value: Subscription = {
    id,
    name: `canary of ${region}`,
    channel: { kind: 'log' },
    events: ['host.missing', 'host.recovered'],
    match: { [CANARY_LABEL]: region },
    groupWaitMs: 1_000,
    groupIntervalMs: 1_000,
    state: 'active',
    stateReason: null,
    confirmationHash: null,
    createdAt: ctx.clock.read().wallMs,
  }
  await ctx.records.write([{ kind: 'subscription', id, value, ifVersion: 0 }])
}

function subscriptionId(hostId: string): SubscriptionId {
  return hostId as SubscriptionId
}
