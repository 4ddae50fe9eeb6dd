/** Names of sites as small numbers, each kept as long as a host has it. 0 stands for no site. */
export class SiteNames {
  readonly #names: string[] = ['']
  readonly #users: number[] = [0]
  readonly #indexes = new Map<string, number>()
  readonly #free: number[] = []

  get size(): number {
    return this.#names.length
  }

  /** By index; '' for those that nobody has. */
  all(): readonly string[] {
    return this.#names.slice()
  }

  nameOf(index: number): string {
    return this.#names[index] ?? ''
  }

  /** One more host has this site. */
  take(name: string | null): number {
    if (name === null || name === '') return 0
    const known = this.#indexes.get(name)
    const index = known ?? this.#free.pop() ?? this.#names.length
    if (known === undefined) {
      this.#names[index] = name
      this.#users[index] = 0
      this.#indexes.set(name, index)
    }
    this.#users[index] = (this.#users[index] ?? 0) + 1
    return index
  }

  /** One host less has it. */
  leave(index: number): void {
    if (index === 0) return
    const users = (this.#users[index] ?? 0) - 1
    this.#users[index] = users
    if (users > 0) return
    this.#indexes.delete(this.nameOf(index))
    this.#names[index] = ''
    this.#free.push(index)
  }
}
