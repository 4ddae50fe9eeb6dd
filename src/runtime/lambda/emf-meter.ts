/**
 * Metrics as lines of the CloudWatch embedded metric format, in the namespace `Flatline` with the
 * dimension `Region`. Lambda needs nothing else: CloudWatch reads them out of the log.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * Only what is chosen is written. A line of its own for each heartbeat would cost more than the
 * heartbeat, so what is counted gathers for `everyMs`. What a function that is ended has gathered
 * is lost: these are figures, never acknowledgements.
 */
import type { Clock, Meter } from '../../service/ports.ts'

export interface EmfMetric {
  /** As CloudWatch shows it. */
  readonly name: string
  readonly unit: 'Count' | 'Seconds' | 'Percent' | 'None'
  /** Only what carries this label with one of these values; all of it if absent. */
  readonly only?: { readonly label: string; readonly values: readonly string[] }
}

/** By the name that the meter is called with; several may come of one. */
export type EmfChoice = Readonly<Record<string, readonly EmfMetric[]>>

export interface EmfMeter extends Meter {
  /** Writes one line, unless nothing was measured or the last line is younger than `everyMs`. */
  flush(): void
}

export interface EmfOptions {
  readonly region: string
  readonly chosen: EmfChoice
  readonly clock: Clock
  /** Standard output, line by line. */
  readonly writeLine: (line: string) => void
  /** 0 unless given: every flush writes. */
  readonly everyMs?: number
}

/** The format allows no more values of one metric in a line; further ones are left out. */
export const VALUES_MAX = 100

const NAMESPACE = 'Flatline'

export function openEmfMeter(options: EmfOptions): EmfMeter {
  const { region, chosen, clock, writeLine, everyMs = 0 } = options
  const gathered = new Map<EmfMetric, number[]>()
  let writtenAt = Number.NEGATIVE_INFINITY
  const gather = (
    name: string,
    labels: Labels,
    change: (values: readonly number[]) => number[],
  ) => {
    for (const metric of chosen[name] ?? []) {
      if (isMeant(metric, labels)) gathered.set(metric, change(gathered.get(metric) ?? []))
    }
  }
  return {
    count: (name, by = 1, labels = {}) => gather(name, labels, ([sum = 0]) => [sum + by]),
    gauge: (name, value, labels = {}) => gather(name, labels, () => [value]),
    observe: (name, seconds, labels = {}) =>
      gather(name, labels, (values) => [...values, seconds].slice(0, VALUES_MAX)),
    flush() {
      const now = clock.read().wallMs
      if (gathered.size === 0 || Math.abs(now - writtenAt) < everyMs) return
      writeLine(JSON.stringify(emfLine(region, now, gathered)))
      writtenAt = now
      gathered.clear()
    },
  }
}

type Labels = Readonly<Record<string, string>>

function isMeant({ only }: EmfMetric, labels: Labels): boolean {
  return only === undefined || only.values.includes(labels[only.label] ?? '')
}

function emfLine(region: string, now: number, gathered: ReadonlyMap<EmfMetric, number[]>): object {
  const metrics = [...gathered.keys()].map(({ name, unit }) => ({ Name: name, Unit: unit }))
  const values = [...gathered].map(([{ name }, list]) => [name, list.length === 1 ? list[0] : list])
  return {
    _aws: {
      Timestamp: Math.round(now),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['Region']], Metrics: metrics }],
    },
    Region: region,
    ...Object.fromEntries(values),
  }
}
