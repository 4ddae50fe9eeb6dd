import { useEffect, useState } from 'react'
import { StateMark } from '../../../parts/state-mark.tsx'
import type { Arrangement } from './arrange-cells.ts'
import type { MapView } from './fleet-map.ts'
import { groupOf } from './group-of.ts'
import type { HostNames } from './host-names.ts'
import { MAP_STATES } from './map-states.ts'

interface PointedHostProps {
  readonly host: number | null
  readonly view: MapView
  readonly names: HostNames
  readonly arrangement: Arrangement
}

/** Name, state and group of the host that is pointed at, and a frame around its cell. */
export function PointedHost({ host, view, names, arrangement }: PointedHostProps) {
  const hostId = useName(host, names)
  const state = host === null ? undefined : MAP_STATES[view.states[host] ?? 0]
  if (host === null || state === undefined) {
    return <p className="mt-2 min-h-6 text-sm text-faint">Point at a cell, or use arrow keys.</p>
  }
  const { pitch, columns, cellOf } = arrangement
  const cell = cellOf[host] ?? 0
  const left = (cell % columns) * pitch
  const top = Math.floor(cell / columns) * pitch
  const group = groupOf(view.groups, host)
  return (
    <>
      <div
        className="pointer-events-none absolute outline-2 outline-ink"
        style={{ left, top, width: pitch - 1, height: pitch - 1 }}
      />
      <p role="status" className="mt-2 flex min-h-6 flex-wrap items-center gap-x-3 text-sm">
        <strong className="font-semibold">{hostId ?? '…'}</strong>
        {state === 'gap' ? <span>deleted</span> : <StateMark state={state} />}
        <span className="text-soft">{group === '' ? 'in no group' : group}</span>
      </p>
    </>
  )
}

function useName(host: number | null, names: HostNames): string | null {
  const [found, find] = useState<{ host: number; name: string | null } | null>(null)
  useEffect(() => {
    if (host === null) return
    let wanted = true
    names.at(host).then(
      (name) => wanted && find({ host, name }),
      () => wanted && find({ host, name: null }),
    )
    return () => {
      wanted = false
    }
  }, [host, names])
  return found?.host === host ? found.name : null
}
