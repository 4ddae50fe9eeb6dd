import { z } from 'zod'

const HOST_ID = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/

/** 1-100 characters: letters, digits and `. _ : @ -`, starting with a letter or digit. */
export const hostIdSchema = z
  .string()
  .refine((text) => HOST_ID.test(text), {
    error: 'must be 1-100 letters, digits and . _ : @ - and start with a letter or digit',
    params: { problem: 'invalid_host_id' },
  })
  .meta({
    description: 'The unique name of a host: 1-100 of A-Z a-z 0-9 . _ : @ -; case counts',
    pattern: HOST_ID.source,
    examples: ['store-0412-till-3'],
  })
