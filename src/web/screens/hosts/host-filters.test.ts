import { expect, it } from 'vitest'
import { hostsHref, hostsQuery, readHostFilters } from './host-filters.ts'

it('reads from a URL what it wrote into it', () => {
  const filters = {
    state: 'missing',
    site: '04/12 & co',
    q: 'till',
    sort: '-since',
    labels: { 'label.role': 'kiosk' },
  } as const
  const { search } = new URL(hostsHref(filters), 'http://localhost')
  expect(readHostFilters(search)).toEqual(filters)
})

it('filters nothing by words that it does not know', () => {
  const none = { state: '', site: '', q: '', sort: 'hostId', labels: {} }
  expect(readHostFilters('?state=broken&sort=size&else=1')).toEqual(none)
})

it('asks for late hosts in the one order that they come in', () => {
  const filters = readHostFilters('?state=late&sort=-since')
  expect(hostsQuery(filters, 10)).not.toHaveProperty('sort')
})

it('asks the server for nothing that is empty', () => {
  expect(hostsQuery(readHostFilters('?q=till'), 10)).toEqual({ q: 'till', limit: 10 })
})
