import { expect, it } from 'vitest'
import { responseResult } from './response-result.ts'

it('hands text on as it is', async () => {
  const response = new Response('{"ü":1}', {
    status: 201,
    headers: { 'content-type': 'application/problem+json', etag: '"1"' },
  })
  expect(await responseResult(response)).toEqual({
    statusCode: 201,
    headers: { 'content-type': 'application/problem+json', etag: '"1"' },
    body: '{"ü":1}',
    isBase64Encoded: false,
  })
})

it.each([
  { 'content-type': 'application/octet-stream' },
  { 'content-type': 'application/json', 'content-encoding': 'gzip' },
])('hands what is no text on in base64: %o', async (headers) => {
  const result = await responseResult(new Response(Uint8Array.of(0, 255, 128), { headers }))
  expect(result).toMatchObject({ body: 'AP+A', isBase64Encoded: true })
})

it('sets each cookie apart from the headers', async () => {
  const headers = new Headers([
    ['set-cookie', 'a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT'],
    ['set-cookie', 'b=2'],
  ])
  const result = await responseResult(new Response(null, { status: 204, headers }))
  expect(result.cookies).toEqual(['a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT', 'b=2'])
  expect(result.headers).toEqual({})
  expect(result.body).toBe('')
})
