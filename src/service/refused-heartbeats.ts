/**
 * Heartbeats that were refused, for people who wonder why a host does not come up. Never what was
 * sent: the reason alone, and where it came from.
 *
 * - One entry per reason and address, the latest `ENTRIES_MAX`; repeats count up.
 * - Those who look on hear of an entry once a second, and of `TOLD_PER_SECOND` in all.
 */
import type { ProblemCode } from '../core/problem.ts'

export interface RefusedHeartbeat {
  readonly code: ProblemCode
  readonly detail: string
  readonly hint: string | null
  /** Network address of the sender. */
  readonly from: string
  /** The latest of them. */
  readonly at: number
  readonly times: number
}

export const ENTRIES_MAX = 50
export const TOLD_PER_SECOND = 5
const SECOND_MS = 1_000

export class RefusedHeartbeats {
  readonly #entries = new Map<string, RefusedHeartbeat & { readonly toldAt: number }>()
  #toldAt: readonly number[] = []

  /** Returns the entry if it is to be told to those who look on. */
  note(refused: Omit<RefusedHeartbeat, 'times'>): RefusedHeartbeat | undefined {
    const name = `${refused.code} ${refused.from}`
    const known = this.#entries.get(name)
    const { at } = refused
    const isTold = this.#mayTell(at, known?.toldAt)
    const toldAt = isTold ? at : (known?.toldAt ?? Number.NEGATIVE_INFINITY)
    const entry = { ...refused, times: (known?.times ?? 0) + 1 }
    this.#entries.delete(name)
    this.#entries.set(name, { ...entry, toldAt })
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > ENTRIES_MAX && oldest !== undefined) this.#entries.delete(oldest)
    return isTold ? entry : undefined
  }

  /** The latest first. */
  list(): RefusedHeartbeat[] {
    return [...this.#entries.values()].reverse()
  }

  #mayTell(at: number, toldAt: number | undefined): boolean {
    const isRecent = (instant: number) => Math.abs(at - instant) < SECOND_MS
    if (toldAt !== undefined && isRecent(toldAt)) return false
    const recent = this.#toldAt.filter(isRecent)
    if (recent.length >= TOLD_PER_SECOND) return false
    this.#toldAt = [...recent, at]
    return true
  }
}
