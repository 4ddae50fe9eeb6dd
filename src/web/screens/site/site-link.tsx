import { Link } from 'wouter'
import { siteHref } from './site-href.ts'

export function SiteLink({ site }: { site: string | null }) {
  if (site === null) return <span className="text-faint">no site</span>
  return (
    <Link href={siteHref(site)} className="text-accent hover:underline">
      {site}
    </Link>
  )
}
