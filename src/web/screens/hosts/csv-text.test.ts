import { describe, expect, it } from 'vitest'
import type { Host } from '../../../contract/host.ts'
import { csvText } from './csv-text.ts'

const HOST: Host = {
  hostId: 'till-1',
  state: 'up',
  since: '2026-03-01T14:02:00.000Z',
  site: '0412',
  labels: { region: 'us-east' },
  lastHeartbeatAt: null,
  intervalMs: 1_000,
  graceMs: 2_000,
  timingFrom: 'own',
  deadlineAt: null,
  epoch: 0,
  indicators: null,
  registeredAt: '2026-03-01T14:02:00.000Z',
  keyId: null,
}

describe('hosts as CSV', () => {
  it('have a line each below the names of the columns', () => {
    const [names, line, end] = csvText([HOST]).split('\r\n')
    expect(names).toMatch(/^hostId,state,/)
    expect(line).toBe('till-1,up,2026-03-01T14:02:00.000Z,0412,,1000,2000,,region=us-east')
    expect(end).toBe('')
  })

  it.each(['=1+1', '+1', '-1', '@a', '|cmd', '%0a'])(
    'give a spreadsheet no formula: %s',
    (site) => {
      expect(csvText([{ ...HOST, site }])).toContain(`,'${site},`)
    },
  )

  it('keep commas and quotes inside their cell', () => {
    expect(csvText([{ ...HOST, site: 'a,"b"' }])).toContain(',"a,""b""",')
  })
})
