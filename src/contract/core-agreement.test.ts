import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_KINDS as CORE_EVENT_KINDS } from '../core/event.ts'
import { isHostId } from '../core/ids.ts'
import { SCOPES as CORE_SCOPES } from '../core/key.ts'
import { GAP, STATE_CODES } from '../core/state-codes.ts'
import { EVENT_KINDS } from './event-kind.ts'
import { MAP_STATES } from './fleet-map.ts'
import { hostIdSchema } from './host-id.ts'
import { SCOPES } from './key.ts'

describe('the contract agrees with the core', () => {
  it('on what a host id is', () => {
    const text = fc.oneof(fc.string({ maxLength: 110 }), fc.stringMatching(/^[\w.:@-]{0,105}$/))
    fc.assert(
      fc.property(text, (each) => {
        expect(hostIdSchema.safeParse(each).success).toBe(isHostId(each))
      }),
    )
  })

  it('on what a byte of the map says', () => {
    const codes = { gap: GAP, ...STATE_CODES }
    expect(Object.fromEntries(MAP_STATES.map((state, byte) => [state, byte]))).toEqual(codes)
  })

  it('on the kinds of events and the scopes', () => {
    expect(EVENT_KINDS).toEqual(CORE_EVENT_KINDS)
    expect(SCOPES).toEqual(CORE_SCOPES)
  })
})
