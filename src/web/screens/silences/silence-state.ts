import type { Silence } from '../../../contract/silence.ts'

export type SilenceState = 'active' | 'waiting' | 'ended'

/** Does it hold now, later, or not any more? */
export function silenceState({ from, to }: Silence, now: number): SilenceState {
  if (now >= Date.parse(to)) return 'ended'
  return now < Date.parse(from) ? 'waiting' : 'active'
}
