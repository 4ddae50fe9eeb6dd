import { useEffect } from 'react'
import type { Session } from '../contract/session.ts'
import { client } from './live/client.ts'
import { stream } from './live/stream.ts'
import { useLive } from './live/use-live.ts'
import { Button } from './parts/button.tsx'
import { LoadingNote } from './parts/loading-note.tsx'
import { ProblemNote } from './parts/problem-note.tsx'
import { Screens } from './screens/screens.tsx'
import { SignIn } from './screens/sign-in/sign-in.tsx'
import { isSignedOut } from './shell/is-signed-out.ts'
import { SessionProvider } from './shell/session.tsx'
import { Shell } from './shell/shell.tsx'

/** Asks who is signed in; everything else is for those who are. */
export function App() {
  const session = useLive('session', readSession, { everyMs: 300_000 })
  if (session.error !== undefined && isSignedOut(session.error)) {
    return <SignIn onSignedIn={session.refresh} />
  }
  if (session.value !== undefined) return <SignedIn session={session.value} />
  if (session.error === undefined) return <LoadingNote what="the dashboard" />
  return (
    <main className="mx-auto max-w-md p-6">
      <ProblemNote
        error={session.error}
        action={<Button onClick={session.refresh}>Try again</Button>}
      />
    </main>
  )
}

function SignedIn({ session }: { session: Session }) {
  useEffect(() => stream.start(), [])
  return (
    <SessionProvider value={session}>
      <Shell>
        <Screens />
      </Shell>
    </SessionProvider>
  )
}

/** Answers who the key is; its type is fixed by the route. */
async function readSession(): Promise<Session> {
  return (await client.request('GET', '/v1/session')) as Session
}
