import { Link } from 'wouter'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { countWords } from '../../parts/count-words.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { siteHref } from '../site/site-href.ts'

const SHOWN = 8

/** Where more is missing than the page can read one by one: the sites that have most of it. */
export function WorstSites({ open }: { open: number }) {
  const live = useLive('worst sites', () => client.sites.list({ sort: '-missing', limit: SHOWN }), {
    concerns: ({ type }) => type.startsWith('host.'),
  })
  return (
    <Loaded live={live} what="sites">
      {({ items }) => {
        const shown = items.filter(({ counts }) => counts.missing > 0)
        const rest = open - shown.reduce((sum, { counts }) => sum + counts.missing, 0)
        return (
          <ul className="panel divide-y divide-line">
            {shown.map(({ site, hosts, counts }) => (
              <li key={site} className="flex flex-wrap items-baseline gap-x-3 px-4 py-2.5">
                <StateMark state="missing" word={countWords(counts.missing)} />
                <Link href={siteHref(site)} className="font-medium hover:underline" data-row>
                  {site}
                </Link>
                <span className="text-soft">of {countWords(hosts)} hosts</span>
              </li>
            ))}
            {rest > 0 && (
              <li className="px-4 py-2.5 text-soft">
                <Link href="/sites" className="link">
                  {countWords(rest)} more
                </Link>{' '}
                elsewhere
              </li>
            )}
          </ul>
        )
      }}
    </Loaded>
  )
}
