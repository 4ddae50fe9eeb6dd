import type { EventKind } from '../core/event.ts'

export const EVENT_KINDS = [
  'host.missing',
  'host.recovered',
  'host.registered',
  'host.withdrawn',
  'flatline.blind',
] as const satisfies readonly EventKind[]
