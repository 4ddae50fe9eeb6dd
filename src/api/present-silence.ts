import type { Silence as SilenceAnswer } from '../contract/silence.ts'
import type { Silence } from '../core/silence.ts'
import { instantText } from './instant-text.ts'
import { presentMatch } from './present-match.ts'

export function presentSilence(silence: Silence): SilenceAnswer {
  return {
    id: silence.id,
    match: presentMatch(silence.match),
    from: instantText(silence.from),
    to: instantText(silence.to),
    reason: silence.reason,
    createdAt: instantText(silence.createdAt),
    createdBy: silence.createdBy,
  }
}
