import { z } from 'zod'
import {
  MAP_LAYOUT_HEADER,
  MAP_NAMES_MAX,
  MAP_VERSION_HEADER,
  mapBySchema,
  mapGroupsSchema,
  mapNamesSchema,
} from '../contract/fleet-map.ts'
import { encodedAnswer } from './encoded-answer.ts'
import { endpoint } from './endpoint.ts'
import { MAP_DESCRIPTION } from './fleet-map-description.ts'
import { type FleetMap, fleetMaps } from './fleet-maps.ts'

const shape = { method: 'GET', tag: 'Fleet', scope: 'read' } as const
const problems = ['not_available'] as const
const grouped = { by: mapBySchema.default('site') }
const PLACE_RANGE = 'must be a whole number from 0'
/** Described by hand, because it is made from text. */
const placeSchema = z
  .string(PLACE_RANGE)
  .regex(/^\d{1,15}$/, PLACE_RANGE)
  .transform(Number)
  .meta({ type: 'integer', minimum: 0 })

const mapEndpoint = endpoint({
  ...shape,
  path: '/v1/fleet/map',
  summary: 'Read the state of every host, one byte each',
  description: MAP_DESCRIPTION,
  query: z.strictObject(grouped),
  answers: {
    200: {
      description: 'One byte per host',
      schema: z.string(),
      contentType: 'application/octet-stream',
    },
  },
  problems,
  run: async ({ ctx, request, query }) => {
    const map = await fleetMaps(ctx).read(query.by)
    const headers = { 'content-type': 'application/octet-stream', ...headersOf(map) }
    return encodedAnswer(request, map.states, { headers, encodings: ['gzip'] })
  },
})

const groupsEndpoint = endpoint({
  ...shape,
  path: '/v1/fleet/map/groups',
  summary: 'Read which bytes of the map belong to which group',
  query: z.strictObject(grouped),
  answers: { 200: { description: 'The groups of the present layout', schema: mapGroupsSchema } },
  problems,
  run: async ({ ctx, request, query }) => {
    const map = await fleetMaps(ctx).read(query.by)
    const headers = { 'content-type': 'application/json', ...headersOf(map) }
    return encodedAnswer(request, map.layout.groups, { headers, encodings: ['gzip'] })
  },
})

const namesEndpoint = endpoint({
  ...shape,
  path: '/v1/fleet/map/names',
  summary: 'Read which hosts some bytes of the map stand for',
  description: `At most ${MAP_NAMES_MAX} at once: from \`from\` up to but not including \`to\`.`,
  query: z
    .strictObject({ ...grouped, from: placeSchema, to: placeSchema })
    .refine(({ from, to }) => from < to && to - from <= MAP_NAMES_MAX, {
      path: ['to'],
      error: `must be greater than from, by at most ${MAP_NAMES_MAX}`,
    }),
  answers: { 200: { description: 'Names in the order of the map', schema: mapNamesSchema } },
  problems,
  run: async ({ ctx, query: { by, from, to } }) => {
    const { layout, survey } = await fleetMaps(ctx).read(by)
    const places = [...layout.arrangement.places.subarray(from, to)]
    const hostIds = places.map((place) => survey.hostAt(place) ?? null)
    return { status: 200, body: { by, layout: layout.name, from, hostIds } }
  },
})

export const fleetMapEndpoints = [mapEndpoint, groupsEndpoint, namesEndpoint]

function headersOf({ layout, version }: FleetMap): Record<string, string> {
  return {
    'cache-control': 'private, no-cache',
    [MAP_LAYOUT_HEADER]: layout.name,
    [MAP_VERSION_HEADER]: String(version),
  }
}
