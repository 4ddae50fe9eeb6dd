import { useState } from 'react'
import type { Key } from '../../../contract/key.ts'
import type { KeySecret } from '../../../contract/key-secret.ts'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { Button } from '../../parts/button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { AdminsOnly } from '../admins-only.tsx'
import { KeyCard } from './key-card.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { NewKey } from './new-key.tsx'

const LIMIT = 1_000

export function KeysScreen() {
  if (!useMayChange()) return <AdminsOnly title="Keys" />
  return <Keys />
}

function Keys() {
  const [adding, add] = useState(false)
  const [made, show] = useState<KeySecret | null>(null)
  const live = useLive('keys', () => client.keys.list({ limit: LIMIT }))
  const onMade = (key: KeySecret) => {
    add(false)
    show(key)
    live.refresh()
  }
  return (
    <>
      <PageHead
        title="Keys"
        actions={
          <Button look="primary" onClick={() => add(true)}>
            Make a key
          </Button>
        }
      >
        <p className="mt-1 text-soft">
          Computers send heartbeats with a key of the scope beat, and need no other.
        </p>
      </PageHead>
      <Loaded live={live} what="keys">
        {({ items }) => (
          <ul className="flex flex-col gap-2">
            {items.map((each: Key) => (
              <KeyCard key={each.id} of={each} onRotated={onMade} onDone={live.refresh} />
            ))}
          </ul>
        )}
      </Loaded>
      {adding && <KeyDialog onMade={onMade} onClose={() => add(false)} />}
      {made !== null && <NewKey made={made} onClose={() => show(null)} />}
    </>
  )
}
