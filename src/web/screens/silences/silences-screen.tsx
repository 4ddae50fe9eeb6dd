import { useState } from 'react'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { AdminsOnly } from '../admins-only.tsx'
import { SilenceCard } from './silence-card.tsx'
import { SilenceDialog } from './silence-dialog.tsx'

const LIMIT = 1_000

export function SilencesScreen() {
  if (!useMayChange()) return <AdminsOnly title="Silences" />
  return <Silences />
}

function Silences() {
  const [adding, add] = useState(false)
  const live = useLive('silences', () => client.silences.list({ limit: LIMIT }))
  return (
    <>
      <PageHead
        title="Silences"
        actions={
          <Button look="primary" onClick={() => add(true)}>
            Add a silence
          </Button>
        }
      >
        <p className="mt-1 text-soft">
          Nothing is sent while one holds. States are still tracked, and told afterwards.
        </p>
      </PageHead>
      <Loaded live={live} what="silences">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote title="Nothing is silenced.">
              Before planned work, add a silence for its hosts.
            </EmptyNote>
          ) : (
            <ul className="flex flex-col gap-2">
              {items.map((each) => (
                <SilenceCard key={each.id} silence={each} onDone={live.refresh} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && (
        <SilenceDialog
          onClose={() => {
            add(false)
            live.refresh()
          }}
        />
      )}
    </>
  )
}
