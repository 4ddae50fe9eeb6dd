import { z } from 'zod'

/** What a byte of the map says, by its number. 0 is a gap: a place that has no host any more. */
export const MAP_STATES = ['gap', 'waiting', 'up', 'late', 'missing', 'paused', 'retired'] as const
export const MAP_NAMES_MAX = 1_000

/** Headers of the map's answer. */
export const MAP_LAYOUT_HEADER = 'x-map-layout'
export const MAP_VERSION_HEADER = 'x-map-version'

const layout = z.string().meta({
  description: 'Names this arrangement: while it is the same, so are groups and places',
})

export const mapBySchema = z
  .string()
  .regex(/^(?:site|label\.[a-z][a-z0-9_]{0,31})$/, 'must be site or label.K')
  .meta({ description: 'What the hosts are grouped by: `site`, or `label.K`' })

export const mapGroupsSchema = z
  .object({
    by: z.string(),
    layout,
    hosts: z.int(),
    names: z
      .array(z.string())
      .meta({ description: 'Of the groups, in the order of the map; empty for hosts in none' }),
    sizes: z.array(z.int()).meta({ description: 'How many bytes of the map belong to each group' }),
  })
  .meta({ id: 'MapGroups', description: 'Which bytes of the map belong to which group.' })

export const mapNamesSchema = z
  .object({
    by: z.string(),
    layout,
    from: z.int(),
    hostIds: z.array(z.string().nullable()).meta({ description: 'From this byte on' }),
  })
  .meta({ id: 'MapNames', description: 'Which hosts some bytes of the map stand for.' })

export type MapGroups = z.output<typeof mapGroupsSchema>
export type MapNames = z.output<typeof mapNamesSchema>
