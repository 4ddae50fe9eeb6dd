import { Facts } from '../../parts/facts.tsx'

const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 })

/** What the latest heartbeat measured. */
export function Indicators({
  indicators,
}: {
  indicators: Readonly<Record<string, number>> | null
}) {
  const pairs = Object.entries(indicators ?? {})
  if (pairs.length === 0) return <p className="text-faint">None in the latest heartbeat.</p>
  return (
    <div className="panel p-4">
      <Facts of={pairs.map(([name, value]) => [name, NUMBER.format(value)] as const)} />
    </div>
  )
}
