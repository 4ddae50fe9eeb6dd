/** The world as a command sees it: everything that tests want to hold in their own hands. */
export interface Io {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  /** Someone can answer questions. */
  readonly interactive: boolean
  ask(question: string): Promise<string>
  readonly fetch: typeof fetch
  /** Milliseconds since the Unix epoch. */
  wallMs(): number
  /** For durations. */
  monotonicMs(): number
  /** Resolves after `ms`, or at once when `stop` is aborted. */
  wait(ms: number): Promise<void>
  /** Aborted by SIGINT and SIGTERM, but only after `stopGently` was called. */
  readonly stop: AbortSignal
  /** From now on a signal asks the command to end by itself; before, it ends the process. */
  stopGently(): void
  readonly computer: Computer
}

export interface Sink {
  write(text: string): void
  readonly isTTY: boolean
  /** Width of the terminal; Infinity if there is none. */
  readonly columns: number
}

/** This computer, as far as `install` and `doctor` look at it. */
export interface Computer {
  readonly platform: NodeJS.Platform
  hostname(): string
  readFile(path: string): Promise<string>
  /** Runs a program without a shell, for at most 5 s and 1 MB of output. */
  run(program: string, args: readonly string[]): Promise<Ran>
}

export interface Ran {
  /** Null: there is no such program, or it did not end in time. */
  readonly exitCode: number | null
  readonly output: string
}
