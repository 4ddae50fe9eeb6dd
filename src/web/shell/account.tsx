import { client } from '../live/client.ts'
import { store } from '../live/store.ts'
import { Button } from '../parts/button.tsx'
import { useSession } from './session.tsx'

/** The key that is signed in, and the way out. */
export function Account() {
  const { name, scopes } = useSession()
  const signOut = async () => {
    await client.request('DELETE', '/v1/session').catch(() => undefined)
    store.refreshAll()
  }
  return (
    <div className="flex items-center justify-between gap-2 px-2.5">
      <p className="min-w-0 truncate text-sm text-soft" title={`Key ${name}: ${scopes.join(', ')}`}>
        {name}
      </p>
      <Button small look="quiet" onClick={signOut}>
        Sign out
      </Button>
    </div>
  )
}
