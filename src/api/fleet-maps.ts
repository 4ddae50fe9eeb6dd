/**
 * The map of the fleet, one byte per host, for everybody who looks.
 *
 * - It is made from the survey that all share, at most once for each; in turns of the event loop.
 * - A layout says which byte is whose. It is kept while no host came, went or moved.
 * - The version rises whenever a state changed; the same states are the same map.
 * - A map that nobody asks for is not made. The groupings that were asked for last are kept.
 */
import type { MapGroups } from '../contract/fleet-map.ts'
import type { Context } from '../service/context.ts'
import type { Survey } from '../service/survey.ts'
import { surveyFleet } from '../service/survey-fleet.ts'
import { type Arrangement, arrangeMap, arrangeStates } from './arrange-map.ts'
import { SharedBytes } from './encoded-answer.ts'
import { groupHosts, isLasting } from './group-hosts.ts'

/** Which byte is whose. */
interface Layout {
  readonly name: string
  readonly arrangement: Arrangement
  readonly groups: SharedBytes
  readonly madeAt: number
}

export interface FleetMap {
  readonly by: string
  readonly layout: Layout
  readonly version: number
  readonly states: SharedBytes
  readonly survey: Survey
}

interface Kept {
  readonly survey: Survey
  readonly map: Promise<FleetMap>
}

const GROUPINGS_MAX = 4
const LABELS_KEPT_MS = 60_000

export class FleetMaps {
  readonly #ctx: Context
  /** Tells this process from others: a layout of theirs is not ours. */
  readonly #name: string
  readonly #kept = new Map<string, Kept>()
  #layouts = 0

  constructor(ctx: Context) {
    this.#ctx = ctx
    this.#name = Buffer.from(ctx.entropy.bytes(4)).toString('hex')
  }

  /** May reject with `not_available`, where the fleet is too large for it. */
  async read(by: string): Promise<FleetMap> {
    const survey = await surveyFleet(this.#ctx)
    const known = this.#kept.get(by)
    if (known !== undefined && known.survey === survey) return known.map
    const map = this.#make(by, survey, known)
    this.#kept.delete(by)
    this.#kept.set(by, { survey, map })
    map.catch(() => this.#kept.delete(by))
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > GROUPINGS_MAX && oldest !== undefined) this.#kept.delete(oldest)
    return map
  }

  async #make(by: string, survey: Survey, known: Kept | undefined): Promise<FleetMap> {
    const before = await known?.map.catch(() => undefined)
    const layout = await this.#layoutFor(by, survey, before)
    const states = await arrangeStates(survey, layout.arrangement.places)
    const sameLayout = before !== undefined && before.layout.name === layout.name
    if (sameLayout && Buffer.compare(states, before.states.plain) === 0) {
      return { ...before, layout, survey }
    }
    const version = sameLayout ? before.version + 1 : 1
    const bytes = new SharedBytes(states, `${layout.name}.${version}`)
    return { by, layout, version, states: bytes, survey }
  }

  async #layoutFor(by: string, survey: Survey, before: FleetMap | undefined): Promise<Layout> {
    const same = before !== undefined && before.survey.edition === survey.edition
    const madeAt = this.#ctx.clock.read().monotonicMs
    if (same && (isLasting(by) || madeAt < before.layout.madeAt + LABELS_KEPT_MS)) {
      return before.layout
    }
    const arrangement = await arrangeMap(survey, await groupHosts(this.#ctx, survey, by))
    if (same && isEqual(arrangement, before.layout.arrangement)) {
      return { ...before.layout, madeAt }
    }
    this.#layouts += 1
    const name = `${this.#name}-${this.#layouts}`
    return { name, arrangement, groups: groupsOf(by, name, arrangement), madeAt }
  }
}

const mapsOf = new WeakMap<Context, FleetMaps>()

export function fleetMaps(ctx: Context): FleetMaps {
  const maps = mapsOf.get(ctx) ?? new FleetMaps(ctx)
  mapsOf.set(ctx, maps)
  return maps
}

function groupsOf(by: string, layout: string, arrangement: Arrangement): SharedBytes {
  const { names, sizes, places } = arrangement
  const body: MapGroups = { by, layout, hosts: places.length, names: [...names], sizes: [...sizes] }
  return new SharedBytes(Buffer.from(JSON.stringify(body)), layout)
}

function isEqual(a: Arrangement, b: Arrangement): boolean {
  const sameNames = a.names.length === b.names.length && a.names.every((n, i) => n === b.names[i])
  return sameNames && Buffer.compare(bytesOf(a.places), bytesOf(b.places)) === 0
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
