import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ASSUMPTIONS } from '../../bench/cost-assumptions.js'
import { type Changes, type Cost, costOf, type Design, findingCosts } from '../../bench/cost-of.js'
import { costTable, dollars, findingTable } from '../../bench/cost-table.js'
import { itemBytes } from '../../src/store/dynamodb/item-bytes.ts'
import { markAttributes } from '../../src/store/dynamodb/pulse-row.ts'
import { heartbeatUpdate } from '../../src/store/dynamodb/update-row.ts'
import { beatOf, DEFAULTS, hostIdOf, markOf, T0 } from '../../src/store/samples.suite.ts'
import { ROOT } from './project.ts'

const SMALL = { hosts: 10_000, intervalS: 300 }
const LARGE = { hosts: 1_000_000, intervalS: 60 }
/** 300 million heartbeats in 30 days: where the first price step of the HTTP API ends. */
const STEP = { hosts: 12_500, intervalS: 108 }

/** What the design reckoned, in dollars a month. */
const ORIGINAL: readonly [typeof SMALL, number][] = [
  [SMALL, 701],
  [LARGE, 282_000],
]
const BOUNDS: readonly [Design, number][] = [
  ['http-api', 76_000],
  ['function-url', 37_000],
]
/** Whole dollars, as the table shows them. */
const SMALL_BOUNDS: readonly [Design, number][] = [
  ['http-api', 161],
  ['function-url', 75],
]

const CHANGES: readonly [string, Changes][] = [
  ['as above', {}],
  ['a heartbeat is billed 15 ms', { heartbeatBilledMs: 15 }],
  ['a heartbeat is billed 30 ms', { heartbeatBilledMs: 30 }],
  ['a sweep each 10 seconds', { sweepEveryS: 10 }],
  ['ten times as many disappearances', { incidentsPerHostMonth: 1 }],
  ['one region', { regions: 1 }],
]

describe('the cost on AWS', () => {
  it.each(BOUNDS)('of a million hosts with %s stays within %i dollars', (design, bound) => {
    expect(costOf(LARGE, design).total).toBeLessThanOrEqual(bound)
  })

  it.each(SMALL_BOUNDS)('of ten thousand hosts with %s stays within %i', (design, bound) => {
    expect(Math.round(costOf(SMALL, design).total)).toBeLessThanOrEqual(bound)
  })

  it.each(ORIGINAL)('of %o with the original comes within 4 %% of %i', (fleet, known) => {
    expect(Math.abs(costOf(fleet, 'original').total / known - 1)).toBeLessThan(0.04)
  })

  it('charges the first 300 million requests at one dollar a million, the rest at 90 cents', () => {
    expect(lineOf(costOf(STEP, 'http-api'), 'API Gateway')).toBeCloseTo(300, 6)
    const twice = { ...STEP, hosts: STEP.hosts * 2 }
    expect(lineOf(costOf(twice, 'http-api'), 'API Gateway')).toBeCloseTo(570, 6)
  })

  it('charges one write unit for a heartbeat, in one region', () => {
    const heartbeats = 300e6
    const cost = costOf(STEP, 'function-url')
    expect(lineOf(cost, 'Heartbeats, writes')).toBeCloseTo((heartbeats / 1e6) * 0.625, 6)
    expect(lineOf(cost, 'API Gateway')).toBe(0)
  })

  it('charges a sweep for each row once, at half a read unit per 4 KB', () => {
    const sweepsPerRow = 30 * 24 * 60
    const unitsPerRow = (ASSUMPTIONS.pulseBytes / 4_096) * 0.5
    const due = ((LARGE.hosts * sweepsPerRow * unitsPerRow) / 1e6) * 0.125
    expect(lineOf(costOf(LARGE, 'http-api'), 'Sweep, reads')).toBeCloseTo(due, 6)
    expect(lineOf(costOf(LARGE, 'http-api', { regions: 1 }), 'Sweep, reads')).toBeCloseTo(due, 6)
  })

  it('reckons with a row as the line of the crontab leaves it', () => {
    const id = 'store-0412-till-3'
    const registeredAt = T0 + 123_456_789
    const beat = beatOf(id, registeredAt + 987_654_321)
    const { ExpressionAttributeValues: heard = {} } = heartbeatUpdate(
      { name: 'pulses', defaults: DEFAULTS },
      beat,
    )
    const mark = { site: '0412', facts: 4_294_967_295, registeredAt, version: 123 }
    const item = {
      h: { S: hostIdOf(id) },
      ...Object.fromEntries(Object.entries(heard).map(([name, each]) => [name.slice(1), each])),
      ...markAttributes(markOf(id, 'up', mark)),
    }
    expect(Object.keys(item).sort()).toEqual(['h', 'm', 'r', 't', 'v', 'x'])
    expect(itemBytes(item)).toBeLessThanOrEqual(ASSUMPTIONS.pulseBytes)
    expect(itemBytes(item)).toBeGreaterThan(ASSUMPTIONS.pulseBytes * 0.8)
  })

  it('charges each sweep of many rows for the counts that it leaves behind', () => {
    const sweeps = 2 * 30 * 24 * 60
    const writeUnits = 1 + Math.ceil(((500_000 / 10) * 25) / 1_024)
    const readUnits = 2 + Math.ceil(((500_000 / 10) * 25) / 4_096)
    const due = (sweeps / 1e6) * (writeUnits * 0.625 + readUnits * 0.125)
    expect(lineOf(costOf(LARGE, 'http-api'), 'Sweep, counts by site')).toBeCloseTo(due, 6)
    expect(lineOf(costOf(SMALL, 'http-api'), 'Sweep, counts by site')).toBe(0)
  })

  it('keeps the function paid between the sweeps of an inner loop', () => {
    const name = 'Sweep, Lambda and Scheduler'
    const once = lineOf(costOf(SMALL, 'http-api'), name)
    const waited = 2 * 43_200 * 50 * 0.0000133334
    const often = lineOf(costOf(SMALL, 'http-api', { sweepEveryS: 10 }), name)
    expect(often - once).toBeCloseTo(waited, 6)
  })

  it('writes records once per region', () => {
    const reads = { sweepReadUnits: 0, incidentReadUnits: 0, canaryIncidentsPerRegionHour: 0 }
    const perRegion = { ...reads, sweepRecordWrites: 0 }
    const two = lineOf(costOf(LARGE, 'http-api', perRegion), 'Records')
    const one = lineOf(costOf(LARGE, 'http-api', { ...perRegion, regions: 1 }), 'Records')
    expect(two).toBeCloseTo(2 * one, 9)
    expect(one).toBeGreaterThan(0)
  })

  it('adds up', () => {
    const cost = costOf(LARGE, 'http-api')
    const sum = cost.compared.reduce((total, line) => total + line.dollars, 0)
    const beside = cost.beside.reduce((total, line) => total + line.dollars, 0)
    expect(cost.total).toBeCloseTo(sum, 6)
    expect(cost.all).toBeCloseTo(sum + beside, 6)
    expect(beside).toBeGreaterThan(0)
  })
})

describe('bench/cost.js', () => {
  it('prints the tables for anybody’s fleet', () => {
    const printed = run('--hosts', '1000000', '--interval', '60s')
    expect(printed).toBe(`${costTable(LARGE)}\n\n${findingTable(LARGE)}\n`)
  })

  it('takes other assumptions', () => {
    const printed = run('--hosts', '10000', '--interval', '5m', '--assume', 'regions=1')
    expect(printed).toContain(costTable(SMALL, { regions: 1 }))
    expect(printed).not.toContain(costTable(SMALL))
  })

  it.each([
    ['--hosts', 'many'],
    ['--hosts', '-1'],
    ['--interval', '5'],
    ['--interval', '0s'],
    ['--assume', 'region=1'],
    ['--colour', 'red'],
  ])('refuses %s=%s and says how it is called', (flag, value) => {
    expect(() => run(`${flag}=${value}`)).toThrow(/Usage: node bench\/cost\.js/)
  })
})

describe('the pages on cost show what is computed', () => {
  const page = read('docs/reference/cost.md')

  it.each([
    ['10,000 hosts', costTable(SMALL)],
    ['1,000,000 hosts', costTable(LARGE)],
  ])('the table for %s', (_, table) => {
    expect(page).toContain(`\n${table}\n`)
  })

  it.each(CHANGES)('what changes if %s', (label, changes) => {
    const [small, large] = [SMALL, LARGE].map((fleet) => costOf(fleet, 'http-api', changes).total)
    expect(page).toContain(`\n| ${label} | ${dollars(small ?? 0)} | ${dollars(large ?? 0)} |\n`)
  })

  it('what one more billed millisecond and provisioned writes come to', () => {
    const heartbeatBilledMs = ASSUMPTIONS.heartbeatBilledMs + 1
    const more = costOf(LARGE, 'http-api', { heartbeatBilledMs }).total
    expect(page).toContain(`is $${dollars(more - costOf(LARGE, 'http-api').total)} a month`)
    const { indexProvisioned } = findingCosts(LARGE)
    const writes = lineOf(costOf(LARGE, 'http-api'), 'Heartbeats, writes')
    expect(page).toContain(`$${dollars(indexProvisioned / 2)} instead of $${dollars(writes)}`)
  })

  it('scan and index, in the decision', () => {
    const decision = read('docs/decisions/0006-scan-instead-of-index.md')
    expect(decision).toContain(`\n${findingTable(LARGE)}\n`)
  })
})

function lineOf(cost: Cost, name: string): number {
  const line = cost.compared.find((each) => each.name === name)
  if (line === undefined) throw new Error(`there is no line ${name}`)
  return line.dollars
}

function run(...flags: string[]): string {
  const path = `${ROOT}/bench/cost.js`
  return execFileSync(process.execPath, [path, ...flags], { encoding: 'utf8', stdio: 'pipe' })
}

function read(path: string): string {
  return readFileSync(`${ROOT}/${path}`, 'utf8')
}
