import type { MapNames } from '../../../../contract/fleet-map.ts'
import { client } from '../../../live/client.ts'

const BLOCK = 500
const BLOCKS_KEPT = 40

/** Names of the hosts that somebody points at, a block at a time; valid for one layout. */
export class HostNames {
  readonly #by: string
  readonly #layout: string
  readonly #blocks = new Map<number, Promise<readonly (string | null)[]>>()

  constructor(by: string, layout: string) {
    this.#by = by
    this.#layout = layout
  }

  /** Null where there is no such host any more, or the layout is another. */
  async at(host: number): Promise<string | null> {
    const from = host - (host % BLOCK)
    const known = this.#blocks.get(from)
    const block = known ?? this.#read(from)
    if (known === undefined) this.#keep(from, block)
    return (await block)[host - from] ?? null
  }

  #keep(from: number, block: Promise<readonly (string | null)[]>): void {
    this.#blocks.set(from, block)
    block.catch(() => this.#blocks.delete(from))
    const [oldest] = this.#blocks.keys()
    if (this.#blocks.size > BLOCKS_KEPT && oldest !== undefined) this.#blocks.delete(oldest)
  }

  async #read(from: number): Promise<readonly (string | null)[]> {
    const query = { by: this.#by, from, to: from + BLOCK }
    const names = namesIn(await client.request('GET', '/v1/fleet/map/names', { query }))
    return names.layout === this.#layout ? names.hostIds : []
  }
}

/** The route answers with nothing else. */
function namesIn(answer: unknown): MapNames {
  return answer as MapNames
}
