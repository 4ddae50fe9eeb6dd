import { z } from 'zod'
import { countsSchema } from './counts.ts'

export const siteSchema = z
  .object({ site: z.string(), hosts: z.int(), counts: countsSchema })
  .meta({ id: 'Site', description: 'A place with its hosts, by state.' })

export type Site = z.output<typeof siteSchema>
