export type RefusalReason = 'locked' | 'newer' | 'damaged' | 'unusable'

/** Why a data directory cannot be opened; the start ends with it. `hint` names the cure. */
export class OpenRefusal extends Error {
  override readonly name = 'OpenRefusal'
  readonly reason: RefusalReason
  readonly hint: string

  constructor(reason: RefusalReason, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.reason = reason
    this.hint = hint
  }
}
