import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import type { Change } from './change.ts'
import type { Live } from './live-store.ts'
import { store } from './store.ts'
import { useStreamState } from './use-stream-state.ts'

export const POLL_MS = 5_000
export const REFRESH_MS = 30_000

export interface LiveOptions {
  /** Which changes lead to a new load; none unless given. */
  readonly concerns?: (change: Change) => boolean
  /** How often it is loaded although nothing was said; `REFRESH_MS` unless given. */
  readonly everyMs?: number
}

export interface LiveValue<T> extends Live<T> {
  readonly refresh: () => void
}

/** A value of the server under a name, kept fresh while the page shows it. */
export function useLive<T>(
  key: string,
  load: () => Promise<T>,
  { concerns = nothing, everyMs = REFRESH_MS }: LiveOptions = {},
): LiveValue<T> {
  const latest = useRef({ load, concerns })
  latest.current = { load, concerns }
  const streaming = useStreamState() === 'live'
  const subscribe = useCallback(
    (listener: () => void) =>
      store.watch(
        key,
        {
          load: () => latest.current.load(),
          concerns: (change) => latest.current.concerns(change),
        },
        listener,
      ),
    [key],
  )
  const live = useSyncExternalStore(subscribe, () => liveOf<T>(store.read(key)))
  const refresh = useCallback(() => store.refresh(key), [key])
  const periodMs = streaming ? everyMs : Math.min(everyMs, POLL_MS)
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) store.refreshIfOlder(key, periodMs / 2)
    }, periodMs)
    return () => clearInterval(timer)
  }, [key, periodMs])
  return { ...live, refresh }
}

function nothing(): boolean {
  return false
}

/** Each key is watched with one type of value. */
function liveOf<T>(live: Live<unknown>): Live<T> {
  return live as Live<T>
}
