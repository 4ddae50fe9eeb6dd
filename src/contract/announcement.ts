import { z } from 'zod'

/** The answer to hosts that were announced as NDJSON, one result per line. */
export const announcementSchema = z
  .object({
    created: z.int(),
    existing: z.int(),
    rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'Announcement', description: 'How many hosts are new and how many were known.' })

export type Announcement = z.output<typeof announcementSchema>
