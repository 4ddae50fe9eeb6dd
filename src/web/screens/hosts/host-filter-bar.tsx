import { useEffect, useRef, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/select.tsx'
import type { HostFilters } from './host-filters.ts'
import { SORTS } from './host-filters.ts'

const PAUSE_MS = 200
const SORT_WORDS = { hostId: 'By name', since: 'Longest in its state', '-since': 'Latest change' }

interface HostFilterBarProps {
  readonly filters: HostFilters
  readonly change: (part: Partial<HostFilters>) => void
}

export function HostFilterBar({ filters, change }: HostFilterBarProps) {
  const [typed, setTyped] = useTyped(filters.q, (q) => change({ q }))
  const search = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (new URLSearchParams(location.search).has('find')) search.current?.focus()
  }, [])
  const labels = Object.entries(filters.labels)
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <input
        ref={search}
        type="search"
        aria-label="Search hosts"
        placeholder="Part of a name or site  ( / )"
        className="field min-w-0 flex-1 basis-56"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Select
        label="Order"
        hideLabel
        className="basis-44"
        value={filters.state === 'late' ? 'hostId' : filters.sort}
        disabled={filters.state === 'late'}
        options={SORTS.map((each) => [each, SORT_WORDS[each]] as const)}
        onValue={(value) => change({ sort: SORTS.find((each) => each === value) ?? 'hostId' })}
      />
      {filters.site !== '' && (
        <Filter words={`Site ${filters.site}`} onEnd={() => change({ site: '' })} />
      )}
      {labels.map(([name, value]) => (
        <Filter
          key={name}
          words={`${name.replace('label.', '')}=${value}`}
          onEnd={() => change({ labels: Object.fromEntries(labels.filter(([n]) => n !== name)) })}
        />
      ))}
    </div>
  )
}

/** What narrows the list beside state and search; a press ends it. */
function Filter({ words, onEnd }: { words: string; onEnd: () => void }) {
  return (
    <Button className="max-w-full" onClick={onEnd} title={words}>
      <span className="truncate">{words}</span> ✕
    </Button>
  )
}

/** What is typed shows at once, and counts when the person pauses. */
function useTyped(value: string, settle: (value: string) => void) {
  const [typed, setTyped] = useState(value)
  const latest = useRef(settle)
  latest.current = settle
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => latest.current(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, value])
  return [typed, setTyped] as const
}
