import { createHash, type Hash } from 'node:crypto'

const LINES_MAX = 200_000

/** What happened, in order: a digest of all of it, and the lines themselves if they are kept. */
export class Trace {
  readonly #hash: Hash = createHash('sha256')
  readonly #kept: string[] | null
  #batch = ''
  lines = 0

  constructor(keep: boolean) {
    this.#kept = keep ? [] : null
  }

  add(line: string): void {
    this.lines++
    this.#batch += `${line}\n`
    if (this.#batch.length > 8_192) this.#flush()
    if (this.#kept !== null && this.#kept.length < LINES_MAX) this.#kept.push(line)
  }

  /** Of all lines so far; may be asked for once. */
  digest(): string {
    this.#flush()
    return this.#hash.digest('hex').slice(0, 16)
  }

  kept(): readonly string[] {
    return this.#kept ?? []
  }

  #flush(): void {
    this.#hash.update(this.#batch)
    this.#batch = ''
  }
}
