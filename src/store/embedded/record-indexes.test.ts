import { describe, expect, it } from 'vitest'
import { RECORD_KINDS, type RecordKind } from '../../service/record-kinds.ts'
import { choosePath, indexesOf } from './record-indexes.ts'

describe('the way to records', () => {
  it.each<[string, RecordKind, Record<string, string | number>, string | undefined, string]>([
    ['hosts with pending events', 'host', { pending: 1 }, undefined, 'host_by_pending'],
    ['missing hosts', 'host', { state: 'missing' }, undefined, 'host_by_state'],
    ['hosts of a site', 'host', { site: 'x', state: 'up' }, undefined, 'host_by_site'],
    ['hosts by their last change', 'host', { state: 'up' }, 'since', 'host_by_since'],
    ['hosts of a key', 'host', { keyId: 'k' }, undefined, 'host_by_keyId'],
    ['the last epoch of a host', 'incident', { hostId: 'a' }, 'epoch', 'incident_by_hostId_epoch'],
    ['a mailbox', 'entry', { waitingIn: 'm' }, 'notBefore', 'entry_by_waitingIn_notBefore'],
    ['entries of a delivery', 'entry', { deliveryId: 'd' }, undefined, 'entry_by_deliveryId'],
    ['old audit lines', 'audit', {}, 'at', 'audit_by_at'],
  ])('goes by an index, without sorting, for %s', (_what, kind, where, orderBy, name) => {
    const path = choosePath(kind, where, orderBy)
    expect(path.index?.name).toBe(name)
    expect(path.sorts).toBe(false)
  })

  it('goes by id for the many hosts that are up, which no index holds', () => {
    expect(choosePath('host', { state: 'up' }, undefined)).toMatchObject({ index: null })
  })

  it('sorts only the few incidents of one host', () => {
    const path = choosePath('incident', { hostId: 'a' }, 'openedAt')
    expect(path).toMatchObject({ index: { name: 'incident_by_hostId_epoch' }, sorts: true })
  })

  it('has an index only over columns that the kind has', () => {
    for (const kind of Object.keys(RECORD_KINDS) as RecordKind[]) {
      const columns = indexesOf(kind).flatMap((index) => index.columns)
      expect(Object.keys(RECORD_KINDS[kind].columns)).toEqual(expect.arrayContaining(columns))
    }
  })
})
