import { acknowledgeIncident as acknowledge, type Incident } from '../core/incident.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import type { Versioned } from './ports.ts'

/** Notes who is on it. The first name stays; nothing is silenced. Throws `not_found`. */
export async function acknowledgeIncident(
  ctx: Context,
  input: { readonly id: string; readonly by: string },
): Promise<Versioned<Incident>> {
  const now = ctx.clock.read().wallMs
  return changeRecord(ctx, 'incident', input.id, (incident) => acknowledge(incident, input.by, now))
}
