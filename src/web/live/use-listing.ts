import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Page } from '../../contract/page.ts'
import type { Change } from './change.ts'
import { client } from './client.ts'
import { CursorPages, type Listing } from './cursor-pages.ts'
import { stream } from './stream.ts'
import { POLL_MS, REFRESH_MS } from './use-live.ts'
import { useStreamState } from './use-stream-state.ts'

const SPACING_MS = 1_000

export interface LiveListing<T> extends Listing<T> {
  readonly more: () => void
  readonly refresh: () => void
  /** Tells which rows are in sight; only those are kept fresh. */
  readonly look: (from: number, to: number) => void
}

/** A list of the server under a path with its filters, kept fresh where it is looked at. */
export function useListing<T>(
  path: string,
  concerns: (change: Change) => boolean = all,
): LiveListing<T> {
  const pages = useMemo(() => new CursorPages<T>(pageOf, path, Date.now), [path])
  const listing = useSyncExternalStore(pages.subscribe, pages.read)
  const streaming = useStreamState() === 'live'
  useEffect(() => void pages.more(), [pages])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = stream.onChanges((changes) => {
      if (changes !== null && !changes.some(concerns)) return
      timer ??= setTimeout(() => {
        timer = undefined
        void pages.refresh()
      }, SPACING_MS)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [pages, concerns])
  useEffect(() => {
    const every = () => {
      if (!document.hidden) void pages.refresh()
    }
    const timer = setInterval(every, streaming ? REFRESH_MS : POLL_MS)
    return () => clearInterval(timer)
  }, [pages, streaming])
  return {
    ...listing,
    more: useCallback(() => void pages.more(), [pages]),
    refresh: useCallback(() => void pages.refresh(), [pages]),
    look: useCallback((from, to) => pages.look(from, to), [pages]),
  }
}

function all(): boolean {
  return true
}

/** The path decides what the page holds. */
async function pageOf<T>(path: string): Promise<Page<T>> {
  return (await client.request('GET', path)) as Page<T>
}
