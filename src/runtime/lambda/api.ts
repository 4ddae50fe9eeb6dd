/**
 * The API behind API Gateway: the app of the server, one event at a time. What needs a process that
 * stays (the event stream, the page of metrics) is answered with `not_available`.
 */
import { createApp } from '../../api/app.ts'
import type { AppOptions } from '../../api/app-options.ts'
import { ingestRoute } from '../../api/ingest.ts'
import { logFault } from '../../api/log-fault.ts'
import { problemAnswer } from '../../api/problem-answer.ts'
import { FlatlineError } from '../../core/problem.ts'
import type { Pulses } from '../../service/ports.ts'
import { noSuchPath } from '../no-such-path.ts'
import { rawPath } from '../raw-path.ts'
import { type ApiAccess, openApiAccess } from './api-access.ts'
import { eventRequest } from './event-request.ts'
import { hostCountsForgetter } from './host-counts.ts'
import { type HttpEvent, type HttpHandler, type HttpResult, httpResult } from './http-result.ts'
import { createIngest, type IngestParts } from './ingest.ts'
import { responseResult } from './response-result.ts'
import { openSweepWatch, type SweepWatch } from './sweep-watch.ts'

export interface ApiParts extends IngestParts {
  /** The pulses of this region alone. */
  readonly homePulses: Pulses
  readonly version: string
  /** Null: the pages of the documentation are not in the bundle. */
  readonly docsDir: string | null
}

type App = ReturnType<typeof createApp>

interface Answering {
  readonly app: App
  readonly access: ApiAccess
  readonly watch: SweepWatch
}

/** Heartbeats that come here are answered as where they belong. */
export function createApi(parts: ApiParts): HttpHandler {
  const { ctx, keys, flushMetrics } = parts
  const watch = openSweepWatch(ctx, parts.homePulses)
  const app = createApp(ctx, appOptions(parts, watch))
  const answering = { app, watch, access: openApiAccess(ctx, keys) }
  const ingest = createIngest(parts)
  const forgetHostCounts = hostCountsForgetter(ctx)
  return async (event) => {
    forgetHostCounts()
    try {
      const path = rawPath(event.rawPath)
      if (path === undefined) throw noSuchPath()
      if (ingestRoute(path) !== undefined) return await ingest(event)
      return await answerTo(answering, event)
    } catch (error) {
      const { method } = event.requestContext.http
      logFault(ctx.log, error, { method, path: event.rawPath })
      return httpResult(problemAnswer(error, event.rawPath))
    } finally {
      flushMetrics()
    }
  }
}

async function answerTo({ app, access, watch }: Answering, event: HttpEvent): Promise<HttpResult> {
  const request = eventRequest(event)
  await access.prepare(event)
  if (event.rawPath.startsWith('/v1/')) await watch.refresh()
  const response = await app.fetch(request, event)
  const doubtful = response.status === 401 && (await access.reconsider())
  return responseResult(doubtful ? await app.fetch(eventRequest(event), event) : response)
}

function appOptions({ version, docsDir }: ApiParts, watch: SweepWatch): AppOptions {
  return {
    version,
    docsDir,
    web: null,
    stream: null,
    ready: () => true,
    serverStatus: () => watch.isServing(),
    sweptAt: () => watch.sweptAt(),
    remoteAddress: (_request, env) => (isEvent(env) ? env.requestContext.http.sourceIp : 'unknown'),
    readMetrics: async () => {
      throw new FlatlineError('not_available', 'The functions keep no metrics of their own.', {
        hint: 'They are in CloudWatch, in the namespace Flatline.',
      })
    },
  }
}

/** `env` is what `fetch` was given. */
function isEvent(env: unknown): env is HttpEvent {
  return typeof env === 'object' && env !== null && 'requestContext' in env
}
