import {
  Counter,
  collectDefaultMetrics,
  exponentialBuckets,
  Gauge,
  Histogram,
  Registry,
} from 'prom-client'
import type { Meter } from '../../service/ports.ts'
import { COUNTERS, GAUGES, HISTOGRAMS } from './metric-names.ts'

export interface Metrics {
  readonly meter: Meter
  /** The Prometheus text format, version 0.0.4. */
  render(): Promise<string>
  close(): void
}

/** Everything around prom-client. Each server has its own registry, so that tests can have many. */
export function openMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counters = declare(COUNTERS, (name, help, labelNames) => {
    return new Counter({ name, help, labelNames, registers: [registry] })
  })
  const gauges = declare(GAUGES, (name, help, labelNames) => {
    return new Gauge({ name, help, labelNames, registers: [registry] })
  })
  const histograms = declare(HISTOGRAMS, (name, help, labelNames, from = 0.001) => {
    const buckets = exponentialBuckets(from, 2, 15)
    return new Histogram({ name, help, labelNames, buckets, registers: [registry] })
  })
  const meter: Meter = {
    count: (name, by = 1, labels = {}) => known(counters, name).inc(labels, by),
    gauge: (name, value, labels = {}) => known(gauges, name).set(labels, value),
    observe: (name, seconds, labels = {}) => known(histograms, name).observe(labels, seconds),
  }
  return { meter, render: () => registry.metrics(), close: () => registry.clear() }
}

type Declared = Readonly<
  Record<string, { readonly help: string; readonly labels?: readonly string[]; from?: number }>
>

function declare<T>(
  declared: Declared,
  make: (name: string, help: string, labelNames: string[], from?: number) => T,
): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(declared).map(([name, { help, labels = [], from }]) => {
      return [name, make(name, help, [...labels], from)]
    }),
  )
}

function known<T>(metrics: ReadonlyMap<string, T>, name: string): T {
  const metric = metrics.get(name)
  if (metric === undefined) throw new Error(`${name} is not declared in metric-names.ts`)
  return metric
}
