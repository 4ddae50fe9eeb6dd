import { describe, expect, it } from 'vitest'
import { RECORD_KINDS, type RecordKind } from '../../service/record-kinds.ts'
import { choosePath, exactList, listsOf } from './record-lists.ts'
import { RECORDS_TABLE } from './tables.ts'

/** What the verbs of src/service ask for, and the list that answers it; 0 is the table itself. */
const ASKED: readonly [RecordKind, readonly string[], string | undefined, number][] = [
  ['host', [], undefined, 0],
  ['host', ['pending'], undefined, 1],
  ['host', ['state'], undefined, 2],
  ['host', ['site'], undefined, 3],
  ['host', ['state', 'site'], undefined, 3],
  ['host', ['keyId'], undefined, 4],
  ['host', [], 'since', 5],
  ['host', ['state'], 'since', 5],
  ['incident', ['state'], 'openedAt', 1],
  ['incident', ['site'], 'openedAt', 2],
  ['incident', ['state', 'site'], 'openedAt', 2],
  ['incident', ['hostId'], 'epoch', 3],
  ['incident', ['hostId'], 'openedAt', 4],
  ['incident', ['state', 'hostId'], 'openedAt', 4],
  ['incident', [], 'openedAt', 5],
  ['entry', ['waitingIn'], 'notBefore', 1],
  ['entry', ['deliveryId'], undefined, 2],
  ['entry', ['silenceId'], undefined, 3],
  ['entry', ['incidentId'], undefined, 4],
  ['entry', [], 'createdAt', 5],
  ['delivery', ['subscriptionId', 'state'], 'createdAt', 1],
  ['delivery', ['state'], 'createdAt', 2],
  ['delivery', ['subscriptionId'], 'createdAt', 3],
  ['delivery', [], 'createdAt', 4],
  ['listener', ['pending'], undefined, 0],
  ['subscription', [], undefined, 0],
  ['audit', [], 'at', 1],
  ['session', [], 'expiresAt', 1],
  ['replay', [], 'createdAt', 1],
]

describe('lists of records', () => {
  it.each(ASKED)('%s by %j in the order of %s: list %i, unsorted', (kind, equals, by, number) => {
    const { list, sorts } = choosePath(kind, whereOf(equals), by)
    expect(list?.number ?? 0).toBe(number)
    expect(sorts).toBe(false)
  })

  it.each([
    ['host', ['site'], 'since', 3],
    ['entry', ['waitingIn'], undefined, 1],
    ['delivery', ['subscriptionId', 'state'], undefined, 1],
    ['host', [], 'site', 0],
    ['host', ['state'], 'registeredAt', 2],
  ] as const)('%s by %j in the order of %s: list %i, sorted', (kind, equals, by, number) => {
    const { list, sorts } = choosePath(kind, whereOf(equals), by)
    expect(list?.number ?? 0).toBe(number)
    expect(sorts).toBe(true)
  })

  it('count in an index only where its columns are exactly the condition', () => {
    expect(exactList('host', whereOf(['keyId']))?.number).toBe(4)
    expect(exactList('incident', whereOf(['state']))?.number).toBe(1)
    expect(exactList('delivery', whereOf(['state', 'subscriptionId']))?.number).toBe(1)
    expect(exactList('host', whereOf(['state', 'site']))).toBeUndefined()
    expect(exactList('host', whereOf(['facts']))).toBeUndefined()
  })

  it('fit into the indexes of the table', () => {
    const kinds = Object.keys(RECORD_KINDS).filter(isKind)
    const most = Math.max(...kinds.map((kind) => listsOf(kind).length))
    expect(RECORDS_TABLE.indexes).toHaveLength(most)
    for (const { number } of listsOf('host')) {
      expect(RECORDS_TABLE.indexes[number - 1]).toEqual({
        name: `list${number}`,
        partitionKey: `p${number}`,
        sortKey: `s${number}`,
      })
    }
  })
})

function whereOf(columns: readonly string[]) {
  return Object.fromEntries(columns.map((column) => [column, 'x']))
}

function isKind(text: string): text is RecordKind {
  return text in RECORD_KINDS
}
