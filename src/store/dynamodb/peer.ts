import type { Log } from '../../service/ports.ts'

/**
 * The other region, as seen from this one: asked within a time limit, and after a failure not at
 * all for a while, so that its trouble never becomes ours.
 */
export interface Peer {
  /** Never rejects. */
  ask<T>(act: () => Promise<T>, limitMs?: number): Promise<PeerAnswer<T>>
}

export type PeerAnswer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'silent'; readonly cause: unknown }

export interface PeerOptions {
  readonly log?: Log | undefined
  /** How long one question may take. Default 2 s. */
  readonly limitMs?: number | undefined
  /** Milliseconds that only ever grow. Default: those of this process. */
  readonly monotonicMs?: (() => number) | undefined
}

const LIMIT_MS = 2_000
/** How long it is left in peace after a failure. */
const BREAK_MS = 10_000

export function openPeer(options: PeerOptions = {}): Peer {
  const { log, limitMs = LIMIT_MS, monotonicMs = () => performance.now() } = options
  let silentUntil = Number.NEGATIVE_INFINITY
  let cause: unknown
  return {
    async ask(act, ownLimitMs = limitMs) {
      if (monotonicMs() < silentUntil) return { kind: 'silent', cause }
      try {
        return { kind: 'answered', value: await within(act(), ownLimitMs) }
      } catch (failure) {
        const known = monotonicMs() < silentUntil
        silentUntil = monotonicMs() + BREAK_MS
        cause = failure
        if (!known) log?.warn({ err: failure }, 'the other region does not answer')
        return { kind: 'silent', cause }
      }
    },
  }
}

/** Whatever comes later is dropped. */
async function within<T>(answer: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
