import { expect, it } from 'vitest'
import { examineCertificate, judgeCertificate } from './examine-certificate.ts'

const NOW = Date.parse('2026-03-01T12:00:00.000Z')
const GOOD = { distrust: undefined, isForHost: true, validUntil: NOW + 60 * 86_400_000 }

it.each([
  [{}, 'ok', 'valid until 2026-04-30'],
  [{ validUntil: NOW - 1 }, 'fault', 'expired on 2026-03-01'],
  [{ validUntil: NOW + 3 * 86_400_000 }, 'warning', 'expires in 3 days'],
  [{ isForHost: false }, 'fault', 'not for flatline.example.com'],
  [{ distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'fault', 'not trusted here'],
])('judges a certificate with %j as %s', (changes, level, words) => {
  const findings = judgeCertificate('flatline.example.com', { ...GOOD, ...changes }, NOW)
  expect(findings).toEqual([expect.objectContaining({ level })])
  expect(findings[0]?.what).toContain(words)
})

it('has nothing to say about http://', async () => {
  expect(await examineCertificate('http://127.0.0.1:1', NOW)).toEqual([])
})
