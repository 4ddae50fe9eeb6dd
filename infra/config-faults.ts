import { RegionInfo } from 'aws-cdk-lib/region-info'
import type { Config, Domain, Pair, Single } from './config.ts'

/** As the functions read it, which refuse to start otherwise. */
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/
const REGIONS = new Set(RegionInfo.regions.map(({ name }) => name))
const UNITS_S = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
  ['d', 86_400],
])
const WEEK_S = 604_800

/** One sentence per fault, with its cure. Which regions may form a pair is checked by the CDK. */
export function configFaults(config: Config): string[] {
  const { name, account, topology, domain, alarmEmail, sweepEverySeconds: every } = config
  return [
    ...unless(
      /^[a-z][a-z0-9-]{0,39}$/.test(name),
      `name "${name}": use a-z, 0-9 and "-", up to 40.`,
    ),
    ...unless(
      account === undefined || /^\d{12}$/.test(account),
      `account "${account}": use the 12 digits of the account.`,
    ),
    ...topologyFaults(topology),
    ...(domain === undefined ? [] : domainFaults(domain)),
    ...unless(
      alarmEmail === undefined || /^[^\s@]+@[^\s@]+$/.test(alarmEmail),
      `alarmEmail "${alarmEmail}": write an address such as "ops@example.com".`,
    ),
    ...duration('interval', config.interval, 1),
    ...duration('grace', config.grace, 0),
    ...unless(
      every >= 10 && every <= 60 && 60 % every === 0,
      `sweepEverySeconds ${every}: use 10, 12, 15, 20, 30 or 60.`,
    ),
    ...sizeFaults(config),
  ]
}

function sizeFaults({ memoryMb, throttle }: Config): string[] {
  return [
    ...unless(
      Object.values(memoryMb).every((mb) => Number.isInteger(mb) && mb >= 128 && mb <= 10_240),
      'memoryMb: use a whole number from 128 to 10240 for each function.',
    ),
    ...unless(
      Object.values(throttle).every((each) => Number.isInteger(each) && each > 0),
      'throttle: use whole numbers above 0, or no request would be answered.',
    ),
  ]
}

function topologyFaults(topology: Pair | Single): string[] {
  if (topology.kind === 'single') return regionFaults(topology.region)
  const { regions, witness } = topology
  const distinct = new Set([...regions, witness]).size === 3
  return [
    ...new Set([...regions, witness].flatMap(regionFaults)),
    ...unless(distinct, 'topology: two regions and the witness must be three different ones.'),
  ]
}

function regionFaults(region: string): string[] {
  const known = REGION.test(region) && REGIONS.has(region)
  return unless(known, `region "${region}": use the code of an AWS region, such as "eu-west-1".`)
}

function domainFaults({ name, zone }: Domain): string[] {
  const held = name === zone.name || name.endsWith(`.${zone.name}`)
  return [
    ...unless(
      held,
      `domain.name "${name}" is not in zone ${zone.name}: name a zone that holds it.`,
    ),
    ...unless(
      /^Z[A-Z0-9]+$/.test(zone.id),
      `domain.zone.id "${zone.id}": use the zone's id in Route 53, such as "Z0123456789ABC".`,
    ),
  ]
}

/** The functions take one week at most. */
function duration(field: string, value: string, leastSeconds: number): string[] {
  const [, digits, unit = ''] = /^(\d{1,6})(s|m|h|d)$/.exec(value) ?? []
  const seconds = Number(digits) * (UNITS_S.get(unit) ?? Number.NaN)
  return unless(
    seconds >= leastSeconds && seconds <= WEEK_S,
    `${field} "${value}": write "90s", "5m" or "1h", from ${leastSeconds}s to 7d.`,
  )
}

function unless(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault]
}
