/** The latest events, counted from 1; older ones are forgotten. */
export class StreamRing<Event> {
  readonly #eventsMax: number
  readonly #kept: { readonly id: number; readonly event: Event }[] = []
  #latestId = 0

  constructor(eventsMax: number) {
    this.#eventsMax = eventsMax
  }

  get latestId(): number {
    return this.#latestId
  }

  add(event: Event): void {
    this.#latestId += 1
    this.#kept.push({ id: this.#latestId, event })
    if (this.#kept.length > this.#eventsMax) this.#kept.shift()
  }

  /** What came after an event; undefined if some of that is forgotten or was never here. */
  after(id: number): Event[] | undefined {
    const oldestId = this.#latestId - this.#kept.length + 1
    if (id < oldestId - 1 || id > this.#latestId) return undefined
    return this.#kept.slice(id - oldestId + 1).map((kept) => kept.event)
  }
}
