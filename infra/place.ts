import type { Config } from './config.ts'

/** One region of an installation, and the other one if there are two. */
export interface Place {
  readonly config: Config
  readonly region: string
  readonly peer: string | undefined
}

/** In the order of the configuration; the records table is created in the first. */
export function placesOf(config: Config): readonly [Place, ...Place[]] {
  const { topology } = config
  if (topology.kind === 'single') return [{ config, region: topology.region, peer: undefined }]
  const [first, second] = topology.regions
  return [
    { config, region: first, peer: second },
    { config, region: second, peer: first },
  ]
}
