import { givenTime } from './given-time.ts'

const EVERY_MS = 25

/**
 * Asks again and again until the answer is neither undefined, null nor false, and returns it.
 * Rejects after `limitMs` of given time, with what was awaited and what `shown` had to say.
 */
export async function waitUntil<T>(
  awaited: string,
  ask: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  limitMs: number,
  shown: () => unknown = () => '',
): Promise<T> {
  const given = givenTime()
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== null && answer !== false) return answer
    if (given() > limitMs) {
      throw new Error(`Waited ${limitMs} ms for ${awaited}, in vain. ${describe(shown())}`)
    }
    await pause(EVERY_MS)
  }
}

/** For spans that are the subject themselves: a stopped server, or a time of quiet. */
export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}

/** Rejects if the work takes longer than `limitMs` of given time. */
export async function within<T>(awaited: string, limitMs: number, work: Promise<T>): Promise<T> {
  const given = givenTime()
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    const late = new Error(`Waited ${limitMs} ms for ${awaited}, in vain.`)
    const look = () => {
      const leftMs = limitMs - given()
      if (leftMs <= 0) reject(late)
      else timer = setTimeout(look, leftMs)
    }
    look()
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

function describe(shown: unknown): string {
  return typeof shown === 'string' ? shown : JSON.stringify(shown, null, 2)
}
