import { useState } from 'react'
import { client } from '../../../live/client.ts'
import { useLive } from '../../../live/use-live.ts'
import { Button } from '../../../parts/button.tsx'
import { LoadingNote } from '../../../parts/loading-note.tsx'
import { ProblemNote } from '../../../parts/problem-note.tsx'
import { Section } from '../../../parts/section.tsx'
import { Select } from '../../../parts/select.tsx'
import { MapCanvas } from './map-canvas.tsx'
import { MapLegend } from './map-legend.tsx'
import { MapTable } from './map-table.tsx'
import { useFleetMap } from './use-fleet-map.ts'

const SAMPLE = 200

/** The whole fleet in one picture, or as a table. */
export function MapSection() {
  const [by, setBy] = useState('site')
  const [asTable, showTable] = useState(false)
  const { view, error, reload } = useFleetMap(by)
  const labels = useLabelNames()
  return (
    <Section
      title="Map"
      aside={
        <div className="flex flex-wrap items-center gap-2">
          <Select
            label="Group by"
            hideLabel
            value={by}
            options={[
              ['site', 'by site'],
              ...labels.map((name) => [`label.${name}`, `by ${name}`] as const),
            ]}
            onValue={setBy}
          />
          <Button aria-pressed={asTable} onClick={() => showTable(!asTable)}>
            {asTable ? 'View the map' : 'View in a table'}
          </Button>
        </div>
      }
    >
      {view === undefined && error === undefined && <LoadingNote what="the map" />}
      {view === undefined && error !== undefined && (
        <ProblemNote error={error} action={<Button onClick={reload}>Try again</Button>} />
      )}
      {view !== undefined &&
        (asTable ? (
          <MapTable view={view} by={by} />
        ) : (
          <div className="panel flex flex-col gap-3 p-4">
            <MapLegend />
            <MapCanvas view={view} by={by} />
          </div>
        ))}
    </Section>
  )
}

/** Labels that some hosts carry; a fleet has the same ones nearly everywhere. */
function useLabelNames(): readonly string[] {
  const sample = useLive('sample', () => client.hosts.list({ limit: SAMPLE }), {
    everyMs: 300_000,
  })
  const items = sample.value?.items ?? []
  return [...new Set(items.flatMap(({ labels }) => Object.keys(labels)))].sort()
}
