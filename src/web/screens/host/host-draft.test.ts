import { describe, expect, it } from 'vitest'
import { SOME_HOST } from '../../../../test/kit/some-host.ts'
import type { Host } from '../../../contract/host.ts'
import { hostPatchSchema } from '../../../contract/host-patch.ts'
import { draftOf, type HostDraft, patchOf, repeatedLabel } from './host-draft.ts'

const HOST: Host = { ...SOME_HOST, labels: { role: 'till', street: 'Main St, 5' } }
const DEFAULT: Host = { ...HOST, timingFrom: 'default' }

const patch = (host: Host, part: Partial<HostDraft>) => {
  const made = patchOf(host, { ...draftOf(host), ...part })
  expect(hostPatchSchema.safeParse(made).success).toBe(true)
  return made
}

describe('editing a host', () => {
  it('sends nothing of what was left as it is', () => {
    expect(patch(HOST, {})).toEqual({})
    expect(patch(DEFAULT, {})).toEqual({})
  })

  it('shows the timing of a host only where it is its own', () => {
    expect(draftOf(HOST)).toMatchObject({ interval: '1m', grace: '75s' })
    expect(draftOf(DEFAULT)).toMatchObject({ interval: '', grace: '' })
  })

  it('takes timing back to the default where the interval was emptied', () => {
    expect(patch(HOST, { interval: ' ' })).toEqual({ interval: null })
    expect(patch(DEFAULT, { grace: '5m' })).toEqual({})
  })

  it('leaves the grace to the server where only an interval was given', () => {
    expect(patch(DEFAULT, { interval: '90s' })).toEqual({ interval: '90s' })
    expect(patch(HOST, { grace: '' })).toEqual({ interval: '1m' })
    expect(patch(HOST, { grace: '2m' })).toEqual({ interval: '1m', grace: '2m' })
  })

  it('clears the site that was emptied', () => {
    expect(patch(HOST, { site: ' ' })).toEqual({ site: null })
    expect(patch(HOST, { site: ' 0413 ' })).toEqual({ site: '0413' })
  })

  it('sends all labels where one changed, whatever stands in their values', () => {
    const [role, ...rest] = draftOf(HOST).labels
    const kiosk = { row: role?.row ?? 0, name: 'role', value: ' kiosk ' }
    expect(patch(HOST, { labels: [kiosk, ...rest] })).toEqual({
      labels: { role: 'kiosk', street: 'Main St, 5' },
    })
    expect(patch(HOST, { labels: [] })).toEqual({ labels: {} })
    const untouched = { row: 9, name: '', value: ' ' }
    expect(patch(HOST, { labels: [...draftOf(HOST).labels, untouched] })).toEqual({})
  })

  it('names a label that stands there twice', () => {
    const { labels } = draftOf(HOST)
    expect(repeatedLabel(draftOf(HOST))).toBeUndefined()
    const twice = [...labels, { row: 9, name: ' role', value: 'kiosk' }]
    expect(repeatedLabel({ ...draftOf(HOST), labels: twice })).toBe('role')
  })
})
