import type { z } from 'zod'
import { instantSchema } from './instant.ts'
import { siteSchema } from './site.ts'

export const siteDetailSchema = siteSchema
  .extend({
    silentSince: instantSchema.nullable().meta({
      description: 'Since when all hosts that are watched here are missing; null while one is not',
    }),
  })
  .meta({ id: 'SiteDetail', description: 'A place with its hosts, by state.' })

export type SiteDetail = z.output<typeof siteDetailSchema>
