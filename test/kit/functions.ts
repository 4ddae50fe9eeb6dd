import { readFileSync } from 'node:fs'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { z } from 'zod'
import { type GatewayHandler, startGateway } from './api-gateway.ts'
import { atTestEnd, type Ends } from './ends.ts'
import type { PrintedKeys } from './flatline-server.ts'
import { type LambdaFunction, startLambda } from './lambda-function.ts'

/** The bundled functions of one region behind a gateway, each in a process of its own. */
export interface Functions extends PrintedKeys {
  readonly url: string
  /** Has the sweep called as a scheduler does, one call after the other, until the end. */
  schedule(): void
  log(): string
}

/** As in infra/region/http-api.ts. */
const HEARTBEAT_PATHS = new Set(['/v1/heartbeat', '/v1/hearbeat', '/v1/heartbeats'])
const SCHEDULED = JSON.parse(
  readFileSync(new URL('./events/scheduler.json', import.meta.url), 'utf8'),
)
/** A call lasts for almost a minute when it sweeps more often than that. */
const SWEEP_MS = 90_000

export async function startFunctions(
  variables: Readonly<Record<string, string>>,
  ends: Ends = atTestEnd,
): Promise<Functions> {
  const start = async (name: 'ingest' | 'api' | 'sweep') => {
    const started = await startLambda(name, variables)
    ends(() => started.end())
    return started
  }
  const [ingest, api, sweep] = await Promise.all([start('ingest'), start('api'), start('sweep')])
  const { keys } = firstKeys.parse(await sweep.invoke({ command: 'first-key' }))
  const gateway = await startGateway((path) => handlerOf(HEARTBEAT_PATHS.has(path) ? ingest : api))
  ends(() => gateway.close())
  return {
    url: gateway.url,
    adminKey: keys.admin,
    beatKey: keys.beat,
    schedule: () => repeat(sweep, ends),
    log: () => [ingest, api, sweep].map((each) => each.log()).join('\n'),
  }
}

const firstKeys = z.object({ keys: z.object({ admin: z.string(), beat: z.string() }) })

function handlerOf(called: LambdaFunction): GatewayHandler {
  return async (event) => (await called.invoke(event)) as APIGatewayProxyStructuredResultV2
}

/** A call that fails before the end fails the test. */
function repeat(sweep: LambdaFunction, ends: Ends): void {
  let over = false
  const calls = async () => {
    while (!over) await sweep.invoke(SCHEDULED, SWEEP_MS)
  }
  const called = calls().catch((error: unknown) => {
    if (!over) throw error
  })
  ends(async () => {
    over = true
    await sweep.end()
    await called
  })
}
