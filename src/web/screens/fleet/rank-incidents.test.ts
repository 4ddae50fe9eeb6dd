import { expect, it } from 'vitest'
import type { Incident } from '../../../contract/incident.ts'
import { rankIncidents } from './rank-incidents.ts'

function incident(hostId: string, site: string | null, openedAt: string): Incident {
  const times = { openedAt, noticedAt: openedAt, lastHeartbeatAt: openedAt, deadlineAt: openedAt }
  const open = { resolvedAt: null, resolution: null, acknowledgedAt: null, acknowledgedBy: null }
  const id = `${hostId}~1`
  return { id, hostId, site, epoch: 1, state: 'open', unconfirmed: false, ...times, ...open }
}

it('names the site with most missing hosts first, of equals the one silent longer', () => {
  const ranked = rankIncidents([
    incident('a', '0001', '2026-03-01T14:00:00.000Z'),
    incident('b', '0002', '2026-03-01T13:00:00.000Z'),
    incident('c', '0003', '2026-03-01T15:00:00.000Z'),
    incident('d', '0003', '2026-03-01T14:30:00.000Z'),
    incident('e', null, '2026-03-01T15:00:00.000Z'),
  ])
  expect(ranked.map(({ site }) => site)).toEqual(['0003', '0002', '0001', null])
  expect(ranked[0]?.incidents.map(({ hostId }) => hostId)).toEqual(['d', 'c'])
})
