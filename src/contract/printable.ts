import { z } from 'zod'

/**
 * No control, format (bidi), private, unassigned characters, no lone surrogates, no line ends; and
 * not blanks alone.
 */
const PRINTABLE = /^(?!\s+$)[^\p{C}\p{Zl}\p{Zp}]*$/u

/** Text that a person supplies, on one line, of 1 to `charactersMax` characters. */
export function printable(charactersMax: number) {
  return z
    .string()
    .min(1)
    .max(charactersMax)
    .regex(PRINTABLE, 'must be printable characters on one line, and not blanks alone')
}
