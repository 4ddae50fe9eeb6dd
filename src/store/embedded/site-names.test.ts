import { describe, expect, it } from 'vitest'
import { SiteNames } from './site-names.ts'

describe('names of sites', () => {
  it('give one number to each name, and 0 to none', () => {
    const names = new SiteNames()
    const north = names.take('north')
    expect(names.take('north')).toBe(north)
    expect(names.take('south')).not.toBe(north)
    expect(names.take(null)).toBe(0)
    expect(names.take('')).toBe(0)
    expect(names.nameOf(north)).toBe('north')
    expect(names.nameOf(0)).toBe('')
  })

  it('stay as long as a host has them', () => {
    const names = new SiteNames()
    const north = names.take('north')
    names.take('north')
    names.leave(north)
    expect(names.nameOf(north)).toBe('north')
  })

  it('take no more room than the sites that are in use', () => {
    const names = new SiteNames()
    for (let i = 0; i < 1_000; i++) names.leave(names.take(`site-${i}`))
    expect(names.size).toBeLessThanOrEqual(2)
    expect(names.nameOf(names.take('north'))).toBe('north')
  })
})
