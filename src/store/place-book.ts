import type { HostId } from '../core/ids.ts'
import { GAP, STATE_CODES } from '../core/state-codes.ts'
import type { Counts } from '../service/ports.ts'
import type { Survey } from '../service/survey.ts'

export interface Judged {
  readonly hostId: HostId
  readonly state: keyof Counts
  readonly site: string
}

/** Keeps places for the hosts of a store that has no slots of its own. */
export class PlaceBook {
  #edition = 0
  readonly #places = new Map<HostId, number>()
  readonly #hosts: (HostId | undefined)[] = []
  readonly #sites: number[] = []
  readonly #free: number[] = []
  readonly #siteNumbers = new Map<string, number>([['', 0]])

  survey(rows: Iterable<Judged>, keepMs: number): Survey {
    const states: number[] = this.#hosts.map(() => GAP)
    for (const { hostId, state, site } of rows) {
      states[this.#placeOf(hostId, this.#siteNumber(site))] = STATE_CODES[state]
    }
    for (const [place, hostId] of this.#hosts.entries()) {
      if (states[place] === GAP && hostId !== undefined) this.#leave(place, hostId)
    }
    const hosts = this.#hosts.slice()
    return {
      edition: this.#edition,
      keepMs,
      states: Uint8Array.from(states),
      sites: Uint32Array.from(this.#sites),
      siteNames: [...this.#siteNumbers.keys()],
      hostAt: (place) => hosts[place],
    }
  }

  #placeOf(hostId: HostId, site: number): number {
    const known = this.#places.get(hostId)
    const place = known ?? this.#free.pop() ?? this.#hosts.length
    if (known === undefined || this.#sites[place] !== site) this.#edition += 1
    this.#places.set(hostId, place)
    this.#hosts[place] = hostId
    this.#sites[place] = site
    return place
  }

  #leave(place: number, hostId: HostId): void {
    this.#edition += 1
    this.#places.delete(hostId)
    this.#hosts[place] = undefined
    this.#sites[place] = 0
    this.#free.push(place)
  }

  /** Names of sites that nobody uses any more stay; there are never more than hosts were. */
  #siteNumber(site: string): number {
    const number = this.#siteNumbers.get(site) ?? this.#siteNumbers.size
    this.#siteNumbers.set(site, number)
    return number
  }
}
