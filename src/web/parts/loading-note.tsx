import { useEffect, useState } from 'react'

const QUIET_MS = 250

/** Says nothing for a moment, so that quick answers do not flicker. */
export function LoadingNote({ what }: { what: string }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p role="status" aria-busy="true" className="px-1 py-8 text-center text-faint">
      {shown ? `Loading ${what} …` : ''}
    </p>
  )
}
