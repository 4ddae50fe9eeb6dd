import { z } from 'zod'
import { hostIdSchema } from './host-id.ts'
import { labelsSchema } from './labels.ts'
import { printable } from './printable.ts'

const durationText = z
  .string()
  .max(20)
  .meta({ examples: ['90s', '5m', '12h'] })

/** Documented here; read by the framework-free ingest, which ignores unknown fields. */
export const heartbeatInputSchema = z
  .object({
    hostId: hostIdSchema,
    intervalMs: z
      .int()
      .min(1_000)
      .max(43_200_000)
      .optional()
      .meta({ description: 'The whole timeout, without grace' }),
    interval: durationText.optional().meta({ description: 'Expected time between heartbeats' }),
    grace: durationText
      .optional()
      .meta({ description: 'Extra time; interval + 15 s unless given' }),
    site: printable(64).nullable().optional(),
    labels: labelsSchema.optional(),
    indicators: z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,31}$/), z.number())
      .optional()
      .meta({ description: 'At most 16 finite numbers', examples: [{ cpuTempC: 61.5 }] }),
    leaving: z
      .object({ for: durationText })
      .optional()
      .meta({ description: 'Planned shutdown: missing only if not back by then' }),
  })
  .meta({
    id: 'HeartbeatInput',
    description: 'Only hostId is required. At most 4 KB.',
    examples: [
      { hostId: 'store-0412-till-3' },
      { hostId: 'store-0412-till-3', interval: '1m', grace: '75s', site: '0412' },
    ],
  })

export type HeartbeatInput = z.input<typeof heartbeatInputSchema>
