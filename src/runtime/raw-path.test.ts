import { expect, it } from 'vitest'
import { rawPath, rawQuery } from './raw-path.ts'

it.each([
  ['/v1/heartbeat', '/v1/heartbeat'],
  ['/v1/heartbeat?a=//b/../c', '/v1/heartbeat'],
  ['/v1/hosts/till-1.example:8', '/v1/hosts/till-1.example:8'],
  ['/v1/hosts/a..b', '/v1/hosts/a..b'],
  ['/v1/hosts/%C3%A9', '/v1/hosts/%C3%A9'],
  ['http://flatline.example/v1/status', '/v1/status'],
  ['//v1//heartbeat', undefined],
  ['/v1//heartbeat', undefined],
  ['/v1/../heartbeat', undefined],
  ['/v1/./heartbeat', undefined],
  ['/v1/heartbeat/..', undefined],
  ['/v1/%2e%2e/heartbeat', undefined],
  ['/v1/%2E/heartbeat', undefined],
  ['/v1%2fheartbeat', undefined],
  ['/v1\\heartbeat', undefined],
  ['/v1/%5cheartbeat', undefined],
  ['/v1/heartbeat%00', undefined],
  ['*', undefined],
  ['', undefined],
  ['v1/heartbeat', undefined],
])('the target %j has the path %j', (target, path) => {
  expect(rawPath(target)).toBe(path)
})

it('the query is what follows the first question mark', () => {
  expect(rawQuery('/a?b=c?d')).toBe('b=c?d')
  expect(rawQuery('/a')).toBe('')
})
