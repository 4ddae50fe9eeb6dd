import type { Config, Domain, Pair } from './config.ts'

/** One sentence per fault, with its cure. Which regions may form a pair is checked by the CDK. */
export function configFaults(config: Config): string[] {
  const { name, topology, domain, memoryMb, throttle, sweepEverySeconds: every } = config
  const memoryFits = Object.values(memoryMb).every((mb) => mb >= 128 && mb <= 10_240)
  const throttles = throttle.requestsPerSecond > 0 && throttle.burst > 0
  return [
    ...unless(
      /^[a-z][a-z0-9-]{0,39}$/.test(name),
      `name "${name}": use a-z, 0-9 and "-", up to 40.`,
    ),
    ...unless(
      every >= 10 && every <= 60 && 60 % every === 0,
      `sweepEverySeconds ${every}: use 10, 12, 15, 20, 30 or 60.`,
    ),
    ...unless(memoryFits, 'memoryMb: use 128 to 10240 for each function.'),
    ...unless(throttles, 'throttle: use numbers above 0, or no request would be answered.'),
    ...duration('interval', config.interval),
    ...duration('grace', config.grace),
    ...(topology.kind === 'pair' ? pairFaults(topology) : []),
    ...(domain === undefined ? [] : domainFaults(domain)),
  ]
}

function pairFaults({ regions, witness }: Pair): string[] {
  const distinct = new Set([...regions, witness]).size === 3
  return unless(distinct, 'topology: two regions and the witness must be three different ones.')
}

function domainFaults({ name, zone }: Domain): string[] {
  const held = name === zone.name || name.endsWith(`.${zone.name}`)
  return unless(
    held,
    `domain.name "${name}" is not in zone ${zone.name}: name a zone that holds it.`,
  )
}

function duration(field: string, value: string): string[] {
  return unless(/^[1-9]\d*(s|m|h)$/.test(value), `${field} "${value}": write "90s", "5m" or "1h".`)
}

function unless(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault]
}
