import type { HttpEvent } from './http-result.ts'

/** The bytes of the body as they were sent: API Gateway undoes no other encoding than its own. */
export function eventBody({ body = '', isBase64Encoded }: HttpEvent): Uint8Array {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
}
