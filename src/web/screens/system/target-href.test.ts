import { describe, expect, it } from 'vitest'
import { targetHref } from './target-href.ts'

describe('a line of the audit trail', () => {
  it.each([
    ['/v1/hosts/till-1', '/hosts/till-1'],
    ['/v1/hosts/till-1/pause', '/hosts/till-1'],
    ['/v1/hosts', '/hosts'],
    ['/v1/incidents/a%3A1/acknowledge', '/incidents/a%3A1'],
    ['/v1/subscriptions/abc/test', '/subscriptions'],
    ['/v1/keys/abc', '/keys'],
    ['/v1/silences', '/silences'],
  ])('leads from %s to %s', (target, href) => {
    expect(targetHref(target)).toBe(href)
  })

  it.each(['/v1/deliveries/x/resend', '/v1/session', '//evil.example/v1/hosts/a', ''])(
    'leads nowhere from %j',
    (target) => {
      expect(targetHref(target)).toBeUndefined()
    },
  )
})
