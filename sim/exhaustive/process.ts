import type { Region } from './scenario.ts'

/** A call of a port that waits for its turn. */
export interface Call {
  readonly what: string
  /** How many calls there were before, since the verb began. */
  readonly index: number
  readonly writes: boolean
  /** Takes effect, as a whole. */
  readonly act: () => Promise<unknown>
  readonly resolve: (answer: unknown) => void
  readonly reject: (cause: Error) => void
}

/** Of all others it does not matter whether they were not made, or not answered. */
const WRITING = /^(write|mark|beat|configure|remove) /

/** The answer to a call that was made. */
interface Answered {
  readonly index: number
  readonly what: string
  readonly answer: unknown
}

/**
 * One verb at work, which stands still at each call of a port until the search lets it go on. Where
 * it stands follows from the verb, the answers it has got since that began, and what it has noticed
 * of the clock and of the memory that it shares.
 */
export class Process {
  readonly name: string
  readonly region: Region
  /** Calls go through at once. */
  readonly open: boolean
  readonly waiting: Call[] = []
  readonly answers: Answered[] = []
  readonly noticed: unknown[] = []
  verb = ''
  /** When the heartbeat arrived that is not stored yet; null if there is none. */
  arrivedAt: number | null = null
  /** The search has kept an answer from it, so that it may fail. */
  robbed = false
  #calls = 0

  constructor(name: string, region: Region, open = false) {
    this.name = name
    this.region = region
    this.open = open
  }

  pass<T>(what: string, act: () => Promise<T>): Promise<T> {
    if (this.open) return act()
    return new Promise<T>((resolve, reject) => {
      const writes = WRITING.test(what)
      const call = { what, index: this.#calls++, writes, act, reject }
      this.waiting.push({ ...call, resolve: (answer) => resolve(asAnswer<T>(answer)) })
    })
  }

  answer({ what, index, resolve }: Call, answer: unknown): void {
    this.answers.push({ what, index, answer: answer ?? null })
    resolve(answer)
  }

  rob({ what, index, reject }: Call, cause: Error): void {
    this.robbed = true
    this.answers.push({ what, index, answer: 'lost' })
    reject(cause)
  }

  /** What was learned for one verb matters to no other. */
  begin(verb: string): void {
    this.verb = verb
    this.answers.length = 0
    this.noticed.length = 0
    this.#calls = 0
  }
}

/** Each call is resolved with what its own `act` gave. */
function asAnswer<T>(answer: unknown): T {
  return answer as T
}
