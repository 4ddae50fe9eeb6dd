import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HostEvent } from './event.ts'
import type { DeliveryId, EventId, HostId, IncidentId } from './ids.ts'
import { composeMessage, HOSTS_BYTES_MAX, HOSTS_MAX } from './message.ts'

const missing = (hostId: string): HostEvent => ({
  id: `${hostId}~1~missing` as EventId,
  kind: 'host.missing',
  at: 5,
  noticedAt: 6,
  hostId: hostId as HostId,
  site: null,
  labels: {},
  lastHeartbeatAt: 1,
  deadlineAt: 5,
  incidentId: `${hostId}~1` as IncidentId,
  epoch: 1,
})
const compose = (events: HostEvent[], publicUrl: string | null = null) =>
  composeMessage({
    notificationId: 'ops~1' as DeliveryId,
    kind: 'host.missing',
    events,
    publicUrl,
    now: 9,
  })
const hostIds = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/)

describe('a message', () => {
  test('names one host in full', () => {
    expect(compose([missing('prod-host-1')])).toMatchObject({
      subject: 'Hosts missing [prod-host-1]',
      total: 1,
      more: 0,
      notificationId: 'ops~1',
    })
  })

  test('names the first hosts in order and counts the rest', () => {
    const events = Array.from({ length: 11 }, (_, i) => missing(`store-0412-till-${i + 10}`))
    expect(compose(events.reverse()).subject).toBe(
      'Hosts missing [store-0412-till-10, store-0412-till-11, store-0412-till-12 (+8 more)]',
    )
  })

  test('links to the incident where there is a public address', () => {
    expect(compose([missing('a')], 'https://up.example').hosts[0]?.url).toBe(
      'https://up.example/incidents/a~1',
    )
  })

  test('stays within its bounds for any hosts, and counts every one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostIds, { minLength: 1, maxLength: 120 }), (ids) => {
        const message = compose(ids.map(missing), `https://${'x'.repeat(80)}.example`)
        expect(message.subject.length).toBeLessThan(100)
        expect(message.hosts.length).toBeLessThanOrEqual(HOSTS_MAX)
        expect(JSON.stringify(message.hosts).length).toBeLessThan(HOSTS_BYTES_MAX + 200)
        expect(message.hosts.length + message.more).toBe(ids.length)
      }),
    )
  })

  test('cuts a long name in the subject, so that others are named beside it', () => {
    const long = `a-${'x'.repeat(98)}`
    const cut = `a-${'x'.repeat(37)}…`
    expect(compose([missing(long)]).subject).toBe(`Hosts missing [${cut}]`)
    const ids = [long, 'till-2', ...Array.from({ length: 9 }, (_, i) => `z${'y'.repeat(60)}${i}`)]
    expect(compose(ids.map(missing)).subject).toBe(`Hosts missing [${cut}, till-2 (+9 more)]`)
    const fits = 'b'.repeat(40)
    expect(compose([missing(fits)]).subject).toBe(`Hosts missing [${fits}]`)
  })

  test('tells since when a host was silent, and how it was withdrawn, where that is known', () => {
    const event: HostEvent = {
      ...missing('a'),
      kind: 'host.withdrawn',
      silentSince: 1,
      withdrawal: 'retired',
    }
    expect(compose([event]).hosts[0]).toMatchObject({ silentSince: 1, withdrawal: 'retired' })
    const [plain] = compose([missing('a')]).hosts
    expect(plain).not.toHaveProperty('silentSince')
    expect(plain).not.toHaveProperty('withdrawal')
  })

  test('of blindness carries its windows beside the sentences', () => {
    const message = composeMessage({
      notificationId: 'ops~1' as DeliveryId,
      kind: 'flatline.blind',
      events: [
        {
          id: 'main~blind~1' as EventId,
          kind: 'flatline.blind',
          at: 1_000,
          noticedAt: 6_000,
          cause: 'stalled',
          blindMs: 5_000,
          insist: false,
        },
      ],
      publicUrl: null,
      now: 9_000,
    })
    expect(message).toMatchObject({
      type: 'flatline.blind',
      subject: 'Flatline was blind for 5 s',
      windows: [{ cause: 'stalled', from: 1_000, to: 6_000 }],
    })
  })
})
