import { useSyncExternalStore } from 'react'
import { type StreamState, stream } from './stream.ts'

export function useStreamState(): StreamState {
  return useSyncExternalStore(stream.subscribe, stream.state)
}
