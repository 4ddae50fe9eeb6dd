/** Lets everything else that waits for the event loop go first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** After this, a turn of the event loop is for others. */
const SLICE_MS = 4

/** Whoever reads synchronously, in one database, shares the turns of the event loop with others. */
export class Pace {
  #beganAt: number | null = null

  /** To be awaited before each piece of work; usually there is nothing to wait for. */
  keep(): Promise<void> | undefined {
    return this.#isOver() ? this.#laterTurn() : undefined
  }

  /** Of all who wait, the first begin; the others see that the turn is over again. */
  async #laterTurn(): Promise<void> {
    do await nextTurn()
    while (this.#isOver())
  }

  #isOver(): boolean {
    const now = performance.now()
    if (this.#beganAt !== null) return now - this.#beganAt > SLICE_MS
    this.#beganAt = now
    setImmediate(() => {
      this.#beganAt = null
    })
    return false
  }
}
