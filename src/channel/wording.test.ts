import { describe, expect, test } from 'vitest'
import type { HostId } from '../core/ids.ts'
import type { Message, MessageHost } from '../core/message.ts'
import { factsOf, whatHappened } from './wording.ts'

const AT = Date.parse('2026-03-02T08:00:00.000Z')

const host: MessageHost = {
  hostId: 'till-1' as HostId,
  site: null,
  at: AT,
  lastHeartbeatAt: 0,
  deadlineAt: AT,
  incidentId: null,
  url: null,
  silentSince: 0,
}

const message = (hosts: readonly MessageHost[]): Message => ({
  type: 'hosts.missing',
  notificationId: 'ops~1',
  subject: 'Hosts missing [till-1]',
  timestamp: AT + 60_000,
  total: hosts.length,
  hosts,
  more: 0,
  note: null,
})

function said(each: MessageHost): Record<string, string> {
  const facts = factsOf(message([each]), each)
  return Object.fromEntries(facts.map(({ label, value }) => [label, value]))
}

describe('a missing host that another region could not be asked about', () => {
  test('was heard when is not known in this region, rather than never or in 1970', () => {
    const unknown: MessageHost = { ...host, unconfirmed: true }
    expect(whatHappened(message([unknown]), unknown)).toEqual({
      label: 'Silent since',
      value: 'not known in this region',
    })
    expect(said(unknown)).toMatchObject({
      'Last heartbeat': 'not known in this region',
      Unconfirmed: 'the other region could not be asked',
    })
  })

  test('was heard when is said where this region knows it', () => {
    const known: MessageHost = { ...host, lastHeartbeatAt: AT - 60_000, unconfirmed: true }
    expect(said(known)['Silent since']).toBe('2026-03-02T07:59:00.000Z (2 min)')
    expect(said(known)).toHaveProperty('Unconfirmed')
  })

  test('is said to be unconfirmed only if it is', () => {
    expect(said(host)).not.toHaveProperty('Unconfirmed')
    expect(said(host)['Silent since']).toBe('it was announced')
  })
})
