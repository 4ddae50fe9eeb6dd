import { expect, it } from 'vitest'
import { SOME_HOST } from '../../../../test/kit/some-host.ts'
import type { Host } from '../../../contract/host.ts'
import { missingFirst } from './missing-first.ts'

const host = (hostId: string, state: Host['state']): Host => ({ ...SOME_HOST, hostId, state })
const names = (hosts: readonly Host[]) => hosts.map(({ hostId }) => hostId).join()

it('shows missing hosts first, and each host once, also where the two lists disagree', () => {
  const all = [host('a', 'up'), host('b', 'missing'), host('c', 'missing'), host('d', 'up')]
  expect(names(missingFirst([host('c', 'missing'), host('x', 'missing')], all))).toBe('c,x,a,b,d')
  expect(names(missingFirst([], all))).toBe('a,b,c,d')
  expect(names(missingFirst([], []))).toBe('')
})
