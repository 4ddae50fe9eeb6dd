/**
 * Chance that a seed repeats. Each purpose draws from a stream of its own, named after it, so that
 * leaving one kind of fault out does not change the others: that is what makes shrinking work.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform among the integers from `from` up to and including `to`. */
  between(from: number, to: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  pick<T>(choices: readonly T[]): T
  /** Between `from` and `to`, each order of magnitude as likely as the others; from > 0. */
  spread(from: number, to: number): number
  /** Exponential with this mean: the pause until the next of events that come by chance. */
  pause(meanMs: number): number
  stream(name: string): Random
}

export function seededRandom(seed: number, name = ''): Random {
  const next = mulberry32(hash(`${seed}/${name}`))
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick<T>(choices: readonly T[]): T {
      const chosen = choices[between(0, choices.length - 1)]
      if (chosen === undefined) throw new RangeError('nothing to pick from')
      return chosen
    },
    spread: (from, to) => Math.round(from * (to / from) ** next()),
    pause: (meanMs) => Math.max(1, Math.round(-Math.log(1 - next()) * meanMs)),
    stream: (inner) => seededRandom(seed, `${name}/${inner}`),
  }
}

/** Tommy Ettinger's mulberry32: 32 bits of state, good enough to choose faults by. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  }
  return state >>> 0
}
