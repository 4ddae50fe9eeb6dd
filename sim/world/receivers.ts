/**
 * Those who are told. Each has its moods, and remembers what reached it:
 *
 * - well     takes the message
 * - failing  answers 500 · busy answers 429 and when to come again · gone answers 410
 * - hanging  never answers; the sender gives up
 * - losing   takes the message, and its answer is lost
 */
import type { Outcome } from '../../src/core/delivery.ts'
import type { Message } from '../../src/core/message.ts'
import type { Target } from '../../src/core/subscription.ts'
import type { Channel, Channels } from '../../src/service/ports.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Random } from '../kernel/random.ts'
import { type Guard, meetFate } from './guarded-store.ts'

export type ReceiverMood = 'well' | 'failing' | 'busy' | 'gone' | 'hanging' | 'losing'

const PATIENCE_MS = 15_000
const TAKEN: Outcome = { kind: 'accepted', detail: '200 OK' }

export class Receivers {
  readonly moods = new Map<string, ReceiverMood>()
  readonly #kernel: Kernel
  readonly #random: Random

  constructor(kernel: Kernel, random: Random) {
    this.#kernel = kernel
    this.#random = random
  }

  /** The way to them for one process; the URL of a webhook is the name of a receiver. */
  channels(guard: Guard): Channels {
    const channel = <T extends Target>(): Channel<T> => ({
      check: async () => {},
      send: (target, message) => {
        const call = { port: 'send', kind: null, changes: false } as const
        return meetFate(guard, call, { whole: () => this.#take(guard, urlOf(target), message) })
      },
    })
    return { log: channel(), email: channel(), webhook: channel(), sns: channel() }
  }

  async #take({ referee, onFailure }: Guard, url: string, message: Message): Promise<Outcome> {
    const lost = (detail: string): Outcome => {
      onFailure({ port: 'send', kind: null, changes: true })
      return { kind: 'failed', detail }
    }
    await this.#kernel.wait(this.#random.spread(5, 500))
    const mood = this.moods.get(url) ?? 'well'
    const taken = mood === 'well' || mood === 'losing'
    this.#kernel.note(`${mood} ${url} hears ${message.notificationId} ${message.subject}`)
    referee.wired({ url, message, taken })
    if (mood !== 'well') referee.sometimes(`a receiver that is ${mood}`)
    await this.#kernel.wait(this.#random.spread(5, 500))
    switch (mood) {
      case 'well':
        return TAKEN
      case 'failing':
        return { kind: 'failed', detail: 'HTTP 500' }
      case 'busy':
        return { kind: 'failed', detail: 'HTTP 429', retryAfterMs: this.#random.between(1, 30_000) }
      case 'gone':
        return { kind: 'refused', detail: 'HTTP 410' }
      case 'hanging':
        await this.#kernel.wait(PATIENCE_MS)
        return { kind: 'failed', detail: 'no answer within 15 s' }
      case 'losing':
        return lost('connection reset')
    }
  }
}

function urlOf(target: Target): string {
  return target.kind === 'webhook' ? target.url : target.kind
}
