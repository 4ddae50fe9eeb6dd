import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { FleetMessage } from '../../../../contract/fleet-message.ts'
import { stream } from '../../../live/stream.ts'
import { POLL_MS } from '../../../live/use-live.ts'
import { useStreamState } from '../../../live/use-stream-state.ts'
import { FleetMap } from './fleet-map.ts'

/** The map by site or by a label, told of changes by the stream, else asked for now and then. */
export function useFleetMap(by: string) {
  const map = useMemo(() => new FleetMap(by), [by])
  const view = useSyncExternalStore(map.subscribe, map.view)
  const error = useSyncExternalStore(map.subscribe, map.error)
  const streaming = useStreamState() === 'live'
  useEffect(() => {
    void map.load()
    stream.follow(by)
    const stop = stream.onMessage('fleet', (text) => {
      const { map: news } = fleetMessage(text)
      if (news !== undefined && map.apply(news)) void map.load()
    })
    return () => {
      stop()
      stream.follow(null)
    }
  }, [map, by])
  useEffect(() => {
    if (streaming) return
    const timer = setInterval(() => void map.load(), POLL_MS)
    return () => clearInterval(timer)
  }, [map, streaming])
  return { view, error, reload: () => void map.load() }
}

/** Messages of this name have no other shape. */
function fleetMessage(text: string): FleetMessage {
  return JSON.parse(text) as FleetMessage
}
