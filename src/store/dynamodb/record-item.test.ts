import { describe, expect, it } from 'vitest'
import { entryOf, hostOf, T0 } from '../samples.suite.ts'
import { isStorableId, listPartition, toItem, versionedItem } from './record-item.ts'
import { listsOf } from './record-lists.ts'

describe('a record as an item', () => {
  it('gives the record back', () => {
    const host = hostOf('a', { site: 'north', labels: { a: '\ud800', b: '🚨' }, since: T0 + 0.5 })
    const item = toItem('host', 'a', host, 7, 'token')
    expect(versionedItem(item)).toEqual({ value: host, version: 7 })
    expect(item).toMatchObject({ i: { S: 'a' }, w: { S: 'token' } })
  })

  it('stands in the lists whose columns it has, and in no other', () => {
    const item = toItem('host', 'a', hostOf('a', { site: 'north' }), 1, 'token')
    const lists = Object.keys(item).filter((name) => /^[ps]\d$/.test(name))
    expect(lists.sort()).toEqual(['p2', 'p3', 'p5', 's2', 's3', 's5'])
    expect(item.p3?.S).toBe('host.site=["north"]#0')
    expect(item.s3?.S).toBe('a')
  })

  it('leaves a mailbox when it is claimed', () => {
    const waiting = toItem('entry', 'e', entryOf('e', 'm'), 1, 'token')
    expect(waiting.p1?.S).toMatch(/^entry\.waitingIn=\["m"\]#[0-7]$/)
    const claimed = toItem('entry', 'e', entryOf('e', 'm', { deliveryId: 'm~1' as never }), 2, 't')
    expect(claimed.p1).toBeUndefined()
    expect(claimed.p2?.S).toMatch(/^entry\.deliveryId=\["m~1"\]#[0-7]$/)
  })

  it('is refused in plain words when it is larger than DynamoDB takes', () => {
    const labels = { note: 'x'.repeat(409_600) }
    const write = () => toItem('host', 'a', hostOf('a', { labels }), 1, 'token')
    expect(write).toThrow(/kind host has \d+ bytes; DynamoDB holds 409600/)
  })

  it('has a partition key of bounded length, however long its values are', () => {
    const [, , site] = listsOf('host')
    if (site === undefined) throw new Error('hosts are listed by site')
    const long = listPartition('host', site, ['ü'.repeat(5_000)], 0)
    expect(Buffer.byteLength(long)).toBeLessThan(2_048)
    expect(long).not.toBe(listPartition('host', site, ['ü'.repeat(5_001)], 0))
  })

  it('has an id of 1 to 1,024 bytes', () => {
    expect(isStorableId('ü'.repeat(512))).toBe(true)
    expect(isStorableId(`${'ü'.repeat(512)}a`)).toBe(false)
    expect(isStorableId('')).toBe(false)
  })
})
