import type { Host } from '../../../contract/host.ts'

export type Selection = ReadonlySet<string>

/** With one host put in or taken out. */
export function toggled(selection: Selection, hostId: string): Selection {
  const next = new Set(selection)
  if (!next.delete(hostId)) next.add(hostId)
  return next
}

/** All that are loaded, or none if all of them were chosen. */
export function allOrNone(selection: Selection, items: readonly Host[]): Selection {
  const every = items.every(({ hostId }) => selection.has(hostId))
  return every ? new Set() : new Set(items.map(({ hostId }) => hostId))
}
