/** What a host gets that names no timing of its own; it follows when the default changes. */
export interface Defaults {
  readonly intervalMs: number
  readonly timeoutMs: number
}
