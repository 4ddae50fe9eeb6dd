/**
 * The states of all hosts, a byte each, kept fresh.
 *
 * - Groups and bytes must come from the same layout, else both are read again.
 * - Changes on the stream apply to the version they name; otherwise the map is read anew.
 */
import type { MapGroups } from '../../../../contract/fleet-map.ts'
import type { FleetMessage } from '../../../../contract/fleet-message.ts'
import { client } from '../../../live/client.ts'

export interface MapView {
  readonly groups: MapGroups
  /** The same array is changed in place; `version` tells when. */
  readonly states: Uint8Array
  readonly version: number
}

type MapNews = NonNullable<FleetMessage['map']>

const TRIES = 3

export class FleetMap {
  readonly #by: string
  readonly #listeners = new Set<() => void>()
  #view: MapView | undefined
  #error: unknown
  #loading = false

  constructor(by: string) {
    this.#by = by
  }

  readonly view = (): MapView | undefined => this.#view
  readonly error = (): unknown => this.#error

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async load(): Promise<void> {
    if (this.#loading) return
    this.#loading = true
    try {
      this.#view = await this.#read(TRIES)
      this.#error = undefined
    } catch (error) {
      this.#error = error
    }
    this.#loading = false
    this.#tell()
  }

  /** Returns whether the map must be read anew. */
  apply({ by, layout, from, to, changes }: MapNews): boolean {
    const view = this.#view
    if (by !== this.#by || view === undefined) return false
    if (layout !== view.groups.layout) return true
    if (view.version === to) return false
    if (view.version !== from || changes === null) return true
    for (let at = 0; at < changes.length; at += 2) {
      view.states[changes[at] ?? 0] = changes[at + 1] ?? 0
    }
    this.#view = { ...view, version: to }
    this.#tell()
    return false
  }

  async #read(tries: number): Promise<MapView> {
    const known = this.#view?.groups
    const answer = await fetch(`/v1/fleet/map?by=${encodeURIComponent(this.#by)}`)
    if (!answer.ok) throw new Error(`The map was answered with ${answer.status}.`)
    const layout = answer.headers.get('x-map-layout')
    const version = Number(answer.headers.get('x-map-version'))
    const states = new Uint8Array(await answer.arrayBuffer())
    const groups = known?.layout === layout ? known : await this.#readGroups()
    if (groups.layout !== layout && tries > 1) return await this.#read(tries - 1)
    return { groups, states, version }
  }

  async #readGroups(): Promise<MapGroups> {
    const answer = client.request('GET', '/v1/fleet/map/groups', { query: { by: this.#by } })
    return groupsIn(await answer)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** The route answers with nothing else. */
function groupsIn(answer: unknown): MapGroups {
  return answer as MapGroups
}
