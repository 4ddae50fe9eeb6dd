import { Link } from 'wouter'
import { EmptyNote } from '../../parts/empty-note.tsx'

export function WelcomeHint() {
  return (
    <EmptyNote title="No host has been heard yet.">
      <Link href="/welcome" className="link">
        Let the first computer speak
      </Link>
    </EmptyNote>
  )
}
