import { Link } from 'wouter'
import { hostsHref } from '../hosts/host-filters.ts'

/** Each label leads to the hosts that carry it, too. */
export function Labels({ labels }: { labels: Readonly<Record<string, string>> }) {
  const pairs = Object.entries(labels)
  if (pairs.length === 0) return <p className="text-faint">None.</p>
  return (
    <ul className="flex flex-wrap gap-1.5">
      {pairs.map(([name, value]) => (
        <li key={name} className="max-w-full">
          <Link
            href={hostsHref({ labels: { [`label.${name}`]: value } })}
            className="block truncate rounded-md border border-line bg-panel px-2 py-0.5 text-sm"
          >
            <span className="text-soft">{name}=</span>
            {value}
          </Link>
        </li>
      ))}
    </ul>
  )
}
