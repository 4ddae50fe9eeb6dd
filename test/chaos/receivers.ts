import { deliverySchema } from '../../src/contract/delivery.ts'
import { atTestEnd } from '../kit/ends.ts'
import type { FlatlineServer } from '../kit/flatline-server.ts'
import { subscribeWebhook } from '../kit/subscribe.ts'
import { pause, waitUntil } from '../kit/wait-until.ts'
import { webhookReceiver } from '../kit/webhook-receiver.ts'
import type { Telling } from './history.ts'
import type { Plan } from './plan.ts'

/** Three subscriptions to the same fleet, whose receivers differ in character. */
export interface Receivers {
  /** Starts to behave as planned. */
  begin(): void
  /** All receivers work from now on, and the one that was disabled is brought back. */
  heal(): Promise<void>
  /** What came to whom, and what is stored for each. */
  tellings(): Promise<Telling[]>
}

const NAMES = ['healthy', 'troubled', 'gone'] as const
const GROUPING = { groupWait: '1s', groupInterval: '1s' } as const
const LOOK_EVERY_MS = 100
const BACK_LIMIT_MS = 20_000

export async function startReceivers(
  server: FlatlineServer,
  { moods, goneAtMs, backAfterMs }: Pick<Plan, 'moods' | 'goneAtMs' | 'backAfterMs'>,
): Promise<Receivers> {
  const webhooks = await webhookReceiver()
  const subscriptions = new Map<Telling['name'], string>()
  for (const name of NAMES) {
    const { id } = await subscribeWebhook(server.admin, webhooks, GROUPING, `/${name}`)
    subscriptions.set(name, id)
  }
  const broughtBack = new Map<Telling['name'], number>()
  let healing = false
  const unlessHealing = async (ms: number) => {
    const until = performance.now() + ms
    while (!healing && performance.now() < until) await pause(LOOK_EVERY_MS)
  }
  const beMoody = async () => {
    for (let turn = 0; !healing; turn++) {
      const mood = moods[turn % moods.length]
      if (mood === undefined) return
      webhooks.behave(mood.behaviour, '/troubled')
      await unlessHealing(mood.forMs)
    }
  }
  const beGone = async () => {
    await unlessHealing(goneAtMs)
    webhooks.behave(410, '/gone')
    while (!healing && !webhooks.received('/gone').some(({ answered }) => answered === 410)) {
      await pause(LOOK_EVERY_MS)
    }
    await unlessHealing(backAfterMs)
    webhooks.behave(200, '/gone')
    await bringBack('gone')
  }
  /** As an operator does who has mended a receiver; what waits is then attempted at once. */
  const bringBack = async (name: Telling['name']) => {
    broughtBack.set(name, (broughtBack.get(name) ?? 0) + 1)
    const path = `/v1/subscriptions/${encodeURIComponent(subscriptions.get(name) ?? '')}`
    const save = async () => (await server.admin.send('PATCH', path, { active: true })).status
    await waitUntil(
      `the subscription ${name} to be saved`,
      async () => (await save().catch(() => null)) === 200,
      BACK_LIMIT_MS,
    )
  }
  let characters: Promise<unknown> = Promise.resolve()
  atTestEnd(() => {
    healing = true
  })
  return {
    begin() {
      characters = Promise.all([beMoody(), beGone()])
    },
    async heal() {
      healing = true
      await characters
      for (const name of NAMES) webhooks.behave(200, `/${name}`)
      for (const name of ['troubled', 'gone'] as const) await bringBack(name)
    },
    async tellings() {
      const tellings: Telling[] = []
      for (const [name, subscriptionId] of subscriptions) {
        const path = `/v1/deliveries?subscriptionId=${encodeURIComponent(subscriptionId)}`
        const deliveries = await server.admin.all(path, deliverySchema)
        const received = webhooks.received(`/${name}`)
        tellings.push({ name, received, deliveries, broughtBack: broughtBack.get(name) ?? 0 })
      }
      return tellings
    },
  }
}
