import { expect, it } from 'vitest'
import { readBody } from './read-body.ts'

it('says that a body which breaks off is not valid, and does not blame itself', async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from('{"key":'))
    },
    pull(controller) {
      controller.error(new Error('aborted'))
    },
  })
  const request = new Request('http://x/', { method: 'POST', body, duplex: 'half' })
  await expect(readBody(request, 100)).rejects.toMatchObject({ code: 'malformed_request' })
})
