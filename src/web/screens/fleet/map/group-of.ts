import type { MapGroups } from '../../../../contract/fleet-map.ts'

/** The name of the group that a host's byte lies in. */
export function groupOf({ names, sizes }: MapGroups, host: number): string {
  let end = 0
  const index = sizes.findIndex((size) => {
    end += size
    return host < end
  })
  return names[index] ?? ''
}
