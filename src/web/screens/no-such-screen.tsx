import { Link } from 'wouter'
import { EmptyNote } from '../parts/empty-note.tsx'
import { PageHead } from '../parts/page-head.tsx'

export function NoSuchScreen() {
  return (
    <>
      <PageHead title="No such page" />
      <EmptyNote title="There is nothing at this address.">
        <Link href="/" className="link">
          Go to the fleet
        </Link>
      </EmptyNote>
    </>
  )
}
