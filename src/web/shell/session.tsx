import { createContext, useContext } from 'react'
import type { Session } from '../../contract/session.ts'

const SessionContext = createContext<Session | null>(null)

export const SessionProvider = SessionContext.Provider

/** Who is signed in; screens are shown to nobody else. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('There is no session around this part of the page.')
  return session
}
