import { say } from '../kit/say.ts'

/** Counts what was met, to prove that the interesting cases occurred. */
export interface Tally {
  add(name: string, by?: number): void
  of(name: string): number
  /** Those of the names that never occurred. */
  missing(names: readonly string[]): string[]
  report(title: string): void
}

export function openTally(): Tally {
  const counts = new Map<string, number>()
  const of = (name: string) => counts.get(name) ?? 0
  return {
    of,
    add(name, by = 1) {
      counts.set(name, of(name) + by)
    },
    missing: (names) => names.filter((name) => of(name) === 0),
    report(title) {
      const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
      say(`${title}: ${lines.map(([name, count]) => `${name} ${count}`).join(' · ')}`)
    },
  }
}
