import type { Incident } from '../../../contract/incident.ts'
import { spanText } from '../../time/span-text.ts'
import { useNow } from '../../time/use-now.ts'

/** How long the incident lasted, or has lasted until now. */
export function Lasted({ incident: { openedAt, resolvedAt } }: { incident: Incident }) {
  const now = useNow()
  const end = resolvedAt === null ? now : Date.parse(resolvedAt)
  return <span className="whitespace-nowrap">{spanText(end - Date.parse(openedAt))}</span>
}
