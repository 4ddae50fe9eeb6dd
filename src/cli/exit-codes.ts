/** Numbers above 63 are those of sysexits.h, so that scripts and systemd can tell faults apart. */
export const EXIT = {
  ok: 0,
  failed: 1,
  wrongUsage: 2,
  unreachable: 69,
  keyRefused: 77,
  badConfiguration: 78,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_CODES_TEXT = `Exit codes:
  0   done
  1   the server said no, or something was found to be wrong
  2   wrong usage: an unknown command or option, or a missing confirmation
  69  the server cannot be reached, or is not ready
  77  the API key was refused
  78  bad configuration: FLATLINE_URL, FLATLINE_KEY or a file
`
