import { expect, it } from 'vitest'
import { detailLines } from './details.ts'

const NOW = Date.parse('2026-03-01T12:00:00.000Z')

it('shows exact and relative times, durations, pairs and lists', () => {
  const resource = {
    hostId: 'till-1\u001b[2J',
    since: '2026-03-01T11:57:00.000Z',
    graceMs: 75_000,
    site: null,
    labels: { role: 'till' },
    scopes: ['beat', 'read'],
    attempts: [{ outcome: 'failed', durationMs: 250 }],
  }
  expect(detailLines(resource, NOW)).toEqual([
    'hostId    till-1�[2J',
    'since     2026-03-01T11:57:00.000Z (3 min ago)',
    'graceMs   75s',
    'site      -',
    'labels    role=till',
    'scopes    beat, read',
    'attempts  1',
    '  - outcome=failed, durationMs=250ms',
  ])
})
