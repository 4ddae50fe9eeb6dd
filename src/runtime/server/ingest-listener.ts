import type { IncomingMessage, ServerResponse } from 'node:http'
import { hasKeyInQuery } from '../../api/authorize.ts'
import { admitIngest, type IngestRoute, ingest } from '../../api/ingest.ts'
import { ingestRefusal } from '../../api/ingest-refusal.ts'
import type { Context } from '../../service/context.ts'
import { rawQuery } from '../raw-path.ts'
import { receiveBody, SenderGone } from './receive-body.ts'
import { askForBody, sendAnswer } from './send-answer.ts'

/** Answers one request for an ingest route. Never rejects. */
export async function listenForHeartbeats(
  ctx: Context,
  route: IngestRoute,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  addressOf: (request: IncomingMessage) => string,
): Promise<void> {
  try {
    const admitted = admitIngest(ctx, {
      method: request.method ?? '',
      route,
      header: (name) => headerValues(request, name),
      hasKeyInQuery: hasKeyInQuery(rawQuery(request.url ?? '')),
    })
    askForBody(request, response)
    const body = await receiveBody(request, admitted.bytesMax)
    sendAnswer(request, response, await ingest(ctx, admitted, body))
  } catch (error) {
    if (error instanceof SenderGone) return
    sendAnswer(request, response, ingestRefusal(ctx, error, path, addressOf(request)))
  }
}

/** Not `request.headers`, which keeps only one of several Authorization headers. */
function headerValues(request: IncomingMessage, name: string): string[] {
  const { rawHeaders } = request
  const values: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const sent = rawHeaders[at] ?? ''
    if (sent.length === name.length && sent.toLowerCase() === name) {
      values.push(rawHeaders[at + 1] ?? '')
    }
  }
  return values
}
