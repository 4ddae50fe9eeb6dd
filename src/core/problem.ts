/**
 * Every way in which Flatline says no: the code that programs rely on, the HTTP status and the
 * title. docs/reference/errors.md lists the same codes; a test holds the two together.
 */
export const PROBLEMS = {
  malformed_request: { status: 400, title: 'The request is not valid HTTP' },
  ambiguous_key: { status: 400, title: 'More than one API key was sent' },
  empty_body: { status: 400, title: 'The request has no body' },
  invalid_encoding: { status: 400, title: 'The body is not UTF-8' },
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  not_an_object: { status: 400, title: 'The body is not a JSON object' },
  empty_host_id: { status: 400, title: 'The hostId is empty' },
  unexpanded_host_id: { status: 400, title: 'The hostId is a variable that was not replaced' },
  invalid_host_id: { status: 400, title: 'The hostId has characters that are not allowed' },
  wrong_type: { status: 400, title: 'A field has the wrong type' },
  out_of_range: { status: 400, title: 'A number is out of range' },
  invalid_duration: { status: 400, title: 'A duration cannot be read' },
  invalid_label: { status: 400, title: 'A label is not allowed' },
  invalid_indicator: { status: 400, title: 'An indicator is not allowed' },
  too_many: { status: 400, title: 'There are too many of something' },
  invalid_field: { status: 400, title: 'A field is not valid' },
  unknown_field: { status: 400, title: 'A field is not known' },
  invalid_query: { status: 400, title: 'A query parameter is not valid' },
  invalid_cursor: { status: 400, title: 'The cursor is not one of ours' },
  forbidden_url: { status: 400, title: 'The URL is not allowed' },
  invalid_token: { status: 400, title: 'The confirmation link is not valid' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  key_in_query: { status: 401, title: 'API keys do not belong in URLs' },
  insufficient_scope: { status: 403, title: 'The API key may not do this' },
  foreign_host: { status: 403, title: 'The API key may not speak for this host' },
  host_quota: { status: 403, title: 'The API key has reached its cap on hosts' },
  forbidden_origin: { status: 403, title: 'The request comes from another site' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  already_exists: { status: 409, title: 'It exists already' },
  conflict: { status: 409, title: 'Someone else changed it at the same time' },
  limit_reached: { status: 409, title: 'A limit is reached' },
  smtp_not_configured: { status: 409, title: 'E-mail is not set up on this server' },
  sns_not_configured: { status: 409, title: 'Amazon SNS is not set up on this server' },
  public_url_not_configured: { status: 409, title: 'The public URL is not set up on this server' },
  subscription_inactive: { status: 409, title: 'The subscription is not active' },
  no_topic: { status: 409, title: 'The subscription has no topic with recipients' },
  recipient_pending: { status: 409, title: 'The recipient has not confirmed yet' },
  last_admin_key: { status: 409, title: 'The last admin key cannot be revoked' },
  idempotency_in_progress: { status: 409, title: 'The same request is still being worked on' },
  precondition_failed: { status: 412, title: 'It was changed since you read it' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The kind of body is not supported' },
  unsupported_encoding: { status: 415, title: 'Compressed bodies are not supported' },
  idempotency_mismatch: { status: 422, title: 'The Idempotency-Key belongs to another request' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  header_too_large: { status: 431, title: 'The request headers are too large' },
  internal_error: { status: 500, title: 'Something is broken in Flatline' },
  not_available: { status: 501, title: 'This Flatline does not offer it' },
  store_unavailable: { status: 503, title: 'The store cannot be used at the moment' },
  overloaded: { status: 503, title: 'Too many heartbeats at the moment' },
  too_many_streams: { status: 503, title: 'Too many event streams are open' },
  region_unavailable: { status: 503, title: 'A region did not do its part' },
  not_ready: { status: 503, title: 'Flatline is not ready' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** One field at fault, by JSON pointer (RFC 6901). */
export interface FieldFault {
  readonly pointer: string
  readonly detail: string
}

export interface ProblemOptions {
  /** How to mend it. */
  readonly hint?: string
  readonly errors?: readonly FieldFault[]
  /** Sent as Retry-After. */
  readonly retryAfterSeconds?: number
  /** For the operator's log only. */
  readonly cause?: unknown
}

/** A broken promise between us and a caller. `detail` is public: no secrets, no raw input. */
export class FlatlineError extends Error {
  override readonly name = 'FlatlineError'
  readonly code: ProblemCode
  readonly detail: string
  readonly hint: string | undefined
  readonly errors: readonly FieldFault[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(`${code}: ${detail}`, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.detail = detail
    this.hint = options.hint
    this.errors = options.errors
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }
}
