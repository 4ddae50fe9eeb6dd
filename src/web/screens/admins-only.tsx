import { EmptyNote } from '../parts/empty-note.tsx'
import { PageHead } from '../parts/page-head.tsx'

/** For sessions that may read but change nothing. */
export function AdminsOnly({ title }: { title: string }) {
  return (
    <>
      <PageHead title={title} />
      <EmptyNote title="This key may not see that.">
        Sign out, and in again with a key that has the scope admin.
      </EmptyNote>
    </>
  )
}
