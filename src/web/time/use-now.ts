import { useSyncExternalStore } from 'react'
import { now } from './now.ts'

/** The wall clock, once a second. */
export function useNow(): number {
  return useSyncExternalStore(now.subscribe, now.read)
}
