import { openEndpoint } from './endpoint.ts'
import { openApiDocument } from './openapi.ts'
import { openApiText } from './openapi-text.ts'

const texts = new Map<string, string>()

/** Not described in itself. Made at the first request, and then kept. */
export const openApiEndpoint = openEndpoint({
  method: 'GET',
  path: '/openapi.json',
  tag: 'Server',
  summary: 'Read this description',
  answers: { 200: { description: 'OpenAPI 3.1' } },
  run: async ({ options: { version } }) => {
    const text = texts.get(version) ?? openApiText(openApiDocument(version))
    texts.set(version, text)
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache' }
    return new Response(text, { headers })
  },
})
