import { Link, useLocation } from 'wouter'
import { classes } from '../parts/classes.ts'
import { countWords } from '../parts/count-words.ts'
import { useFleet } from '../screens/fleet/use-fleet.ts'
import { PLACES, type Place } from './places.ts'

/** The places of the dashboard; the number of open incidents is the one that cannot wait. */
export function Navigation({ onFollow }: { onFollow?: () => void }) {
  const [location] = useLocation()
  const open = useFleet().value?.openIncidents ?? 0
  return (
    <nav aria-label="Main" className="flex flex-col gap-4">
      {PLACES.map((group) => (
        <ul key={group[0]?.href} className="flex flex-col gap-0.5">
          {group.map((place) => (
            <li key={place.href}>
              <Link
                href={place.href}
                onClick={onFollow}
                aria-current={isAt(place, location) ? 'page' : undefined}
                className={classes(
                  'flex h-8 items-center justify-between rounded-md px-2.5 font-medium',
                  isAt(place, location)
                    ? 'bg-tint text-accent'
                    : 'text-soft hover:bg-raised hover:text-ink',
                )}
              >
                {place.name}
                {place.href === '/incidents' && open > 0 && <Open count={open} />}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  )
}

function Open({ count }: { count: number }) {
  return (
    <span className="rounded-md bg-missing-tint px-1.5 text-xs font-semibold text-missing">
      {countWords(count)}
      <span className="sr-only"> open</span>
    </span>
  )
}

function isAt({ href }: Place, location: string): boolean {
  return href === '/' ? location === '/' : location === href || location.startsWith(`${href}/`)
}
