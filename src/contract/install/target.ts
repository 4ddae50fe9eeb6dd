/** What goes into a line or unit: where heartbeats go, and with which key. */
export interface InstallTarget {
  /** Without a trailing slash. */
  readonly url: string
  readonly key: string
}

/** Data for stdout, and what to do with it for stderr. */
export interface Installation {
  readonly text: string
  readonly steps: readonly string[]
}
