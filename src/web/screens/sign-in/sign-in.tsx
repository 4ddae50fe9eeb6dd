import { type FormEvent, useEffect, useRef, useState } from 'react'
import { navigate } from 'wouter/use-browser-location'
import { client } from '../../live/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Brand } from '../../shell/brand.tsx'
import { onceToken } from './once-token.ts'

/** Trades a key, or the one-time link of the first start, for a session. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [key, setKey] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const open = async (body: { key: string } | { once: string }) => {
    setBusy(true)
    setError(undefined)
    try {
      await client.request('POST', '/v1/session', { body })
      if (location.pathname === '/signin') navigate('/', { replace: true })
      onSignedIn()
    } catch (cause) {
      setError(cause)
      setBusy(false)
    }
  }
  useOnce((once) => void open({ once }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() !== '') void open({ key: key.trim() })
  }
  useEffect(() => {
    document.title = 'Sign in · Flatline'
  }, [])
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-6 p-4">
      <div>
        <Brand />
        <h1 className="mt-4 text-xl font-semibold">Sign in</h1>
        <p className="mt-1 text-soft">
          Paste an API key with the scope read or admin. The first start of the server printed an
          admin key.
        </p>
      </div>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="API key"
          type="password"
          name="key"
          mono
          autoComplete="current-password"
          placeholder="fl_…"
          value={key}
          onValue={setKey}
          required
        />
        {error !== undefined && <ProblemNote error={error} />}
        <Button type="submit" look="primary" disabled={busy || key.trim() === ''}>
          {busy ? 'Signing in …' : 'Sign in'}
        </Button>
      </form>
      <p className="text-sm text-faint">
        Lost it? Whoever has the data directory can set FLATLINE_ADMIN_KEY for the next start. A
        session ends after 12 hours.
      </p>
    </main>
  )
}

/** Takes the token out of the address bar before it is used, and uses it once. */
function useOnce(use: (token: string) => void): void {
  const used = useRef(false)
  useEffect(() => {
    const token = onceToken(location.hash)
    if (token === null || used.current) return
    used.current = true
    history.replaceState(null, '', location.pathname)
    use(token)
  })
}
