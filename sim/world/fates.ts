/**
 * What becomes of each call that a process makes to the outside world: nearly always it goes
 * through at once. A mood of the disk, or a crash that lies in wait, decides otherwise.
 */
import type { RecordKind } from '../../src/service/record-kinds.ts'
import type { Random } from '../kernel/random.ts'

export interface PortCall {
  readonly port: string
  readonly kind: RecordKind | null
  /** It leaves something behind. */
  readonly changes: boolean
}

export type Fate =
  | { readonly kind: 'through' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** Not applied, and the caller is told so. */
  | { readonly kind: 'refused' }
  /** Applied, or some of it; the caller is told that it failed. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'crash'; readonly moment: 'before' | 'after' }
  /** The process stands still, and goes on long after. */
  | { readonly kind: 'freeze'; readonly moment: 'before' | 'after'; readonly ms: number }

/** Probabilities per call. */
export interface Mood {
  readonly slow: number
  readonly slowMsMax: number
  readonly refused: number
  readonly lost: number
  /** Nothing that leaves something behind succeeds. */
  readonly full: boolean
}

/** A kind of record that is written, a message that is sent, or all that leaves a trace. */
export type Aim = RecordKind | 'send' | 'any'
export const AIMS: readonly Aim[] = ['entry', 'delivery', 'mailbox', 'host', 'incident', 'send']

function isAimedAt(aim: Aim, { port, kind, changes }: PortCall): boolean {
  if (aim === 'any') return changes || port === 'send'
  return aim === 'send' ? port === 'send' : changes && kind === aim
}

export const GOOD_MOOD: Mood = { slow: 0, slowMsMax: 1, refused: 0, lost: 0, full: false }
/** Whoever dies there has sent a message that nobody knows to be sent. */
export function isBetweenSendAndRecord({ port, kind }: PortCall, moment: 'before' | 'after') {
  return (port === 'send' && moment === 'after') || (kind === 'delivery' && moment === 'before')
}

const THROUGH: Fate = { kind: 'through' }
const REFUSED: Fate = { kind: 'refused' }

export class Fates {
  mood: Mood = GOOD_MOOD
  /** How often a call of a healthy disk takes some milliseconds, so that others come in between. */
  hesitation = 0
  readonly #random: Random
  #lurking: { left: number; readonly fate: Fate; readonly aim: Aim } | null = null

  constructor(random: Random) {
    this.#random = random
  }

  /** The process dies at one of its next calls, or of those that it is aimed at. */
  lurk(calls: number, moment: 'before' | 'after', aim: Aim = 'any'): void {
    this.#lurking = { left: calls, fate: { kind: 'crash', moment }, aim }
  }

  /** Likewise, but it only stands still. */
  lurkToFreeze(calls: number, moment: 'before' | 'after', ms: number, aim: Aim): void {
    this.#lurking = { left: calls, fate: { kind: 'freeze', moment, ms }, aim }
  }

  /** All is well from now on, but that some calls take a moment. */
  heal(hesitation: number): void {
    this.mood = GOOD_MOOD
    this.hesitation = hesitation
    this.#lurking = null
  }

  next(call: PortCall): Fate {
    const lurking = this.#lurking
    if (lurking !== null && isAimedAt(lurking.aim, call) && --lurking.left <= 0) {
      this.#lurking = null
      return lurking.fate
    }
    return this.mood === GOOD_MOOD ? this.#hesitate() : this.#moody(call)
  }

  #hesitate(): Fate {
    if (this.hesitation === 0 || !this.#random.chance(this.hesitation)) return THROUGH
    return { kind: 'slow', ms: this.#random.between(0, 20) }
  }

  #moody({ changes, port }: PortCall): Fate {
    const { slow, slowMsMax, refused, lost, full } = this.mood
    if (port === 'send') return THROUGH
    if (changes && full) return REFUSED
    const drawn = this.#random.next()
    if (drawn < refused) return REFUSED
    if (drawn < refused + lost) return changes ? { kind: 'lost' } : REFUSED
    if (drawn < refused + lost + slow) {
      return { kind: 'slow', ms: this.#random.spread(1, slowMsMax) }
    }
    return this.#hesitate()
  }
}
