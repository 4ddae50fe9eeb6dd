import type { z } from 'zod'
import type { Key, Scope } from '../core/key.ts'
import { FlatlineError, type ProblemCode } from '../core/problem.ts'
import type { Context } from '../service/context.ts'
import type { AppOptions } from './app-options.ts'

export const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

/** A request after its turn through the order of tests; `key` is null on open routes only. */
export interface Call<Query, Body, Caller extends Key | null = Key> {
  readonly ctx: Context
  readonly options: AppOptions
  readonly request: Request
  readonly key: Caller
  /** Path parameters, decoded. Whether such a thing exists is for the verb to say. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  /** From If-Match; null if it is absent or `*`. */
  readonly ifVersion: number | null
  readonly now: number
  /** Network address of the caller, for the audit. */
  readonly from: string
}

export interface EndpointAnswer {
  readonly status: 200 | 201 | 204
  readonly body?: object
  /** Kept for a repeated Idempotency-Key in place of `body`, when that holds a secret. */
  readonly stored?: object
  readonly location?: string
  /** Version of the resource, sent as its ETag. */
  readonly version?: number
}

export interface AnswerShape {
  readonly description: string
  readonly schema?: z.ZodType
  /** `application/json` unless given. */
  readonly contentType?: string
}

export interface EndpointDocs {
  readonly method: Method
  /** OpenAPI style: `/v1/hosts/{id}`. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly answers: Readonly<Partial<Record<200 | 201 | 204, AnswerShape>>>
  /** Beyond those that follow from the rest of the definition. */
  readonly problems?: readonly ProblemCode[]
  /** Honours Idempotency-Key. */
  readonly once?: boolean
  /** Honours If-Match. */
  readonly conditional?: boolean
  readonly bodyBytesMax?: number
  readonly bodyOptional?: boolean
  /** Content types and schemas for the description, where `body` does not tell. */
  readonly bodyShapes?: Readonly<Record<string, z.ZodType>>
  /** Reads the body's text in place of JSON.parse and the schema. */
  readonly readText?: (text: string, contentType: string) => unknown
}

interface Inputs<Q, B> {
  readonly query?: z.ZodType<Q>
  readonly body?: z.ZodType<B>
}

type Run<Q, B, C extends Key | null> = (call: Call<Q, B, C>) => Promise<EndpointAnswer | Response>

/** One operation: its description for people, and how it is answered. */
export interface Endpoint extends EndpointDocs, Inputs<unknown, unknown> {
  /** Null: open to all. */
  readonly scope: Scope | null
  readonly handle: Run<unknown, unknown, Key | null>
}

/** An operation for holders of a key (or session) with this scope. */
export function endpoint<Q = undefined, B = undefined>(
  definition: EndpointDocs & Inputs<Q, B> & { readonly scope: Scope; readonly run: Run<Q, B, Key> },
): Endpoint {
  const { run, ...docs } = definition
  return {
    ...docs,
    handle: async (call) => {
      if (call.key === null) throw new FlatlineError('unauthorized', 'A key is needed.')
      return run(parsed({ ...call, key: call.key }))
    },
  }
}

/** An operation for everybody. */
export function openEndpoint<Q = undefined, B = undefined>(
  definition: EndpointDocs & Inputs<Q, B> & { readonly run: Run<Q, B, null> },
): Endpoint {
  const { run, ...docs } = definition
  return { ...docs, scope: null, handle: (call) => run(parsed({ ...call, key: null })) }
}

/** Query and body were parsed with the schemas of the same definition. */
function parsed<Q, B, C extends Key | null>(call: Call<unknown, unknown, C>): Call<Q, B, C> {
  return call as Call<Q, B, C>
}
