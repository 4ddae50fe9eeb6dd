/** Exit codes of sysexits.h where one fits. */
export const EXIT = { ok: 0, failed: 1, usage: 2, config: 78 } as const

/** Flatline cannot start, for a reason that one sentence tells together with its cure. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly exitCode: number

  constructor(sentence: string, exitCode: number = EXIT.config, cause?: unknown) {
    super(sentence, cause === undefined ? {} : { cause })
    this.exitCode = exitCode
  }
}
