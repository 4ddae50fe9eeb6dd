import { afterEach, describe, expect, it } from 'vitest'
import { openClient, type Place } from './client.ts'

describe('a client', () => {
  const opened: { destroy(): void }[] = []
  const open = (place: Place) => {
    const client = openClient(place)
    opened.push(client)
    return client
  }
  afterEach(() => {
    for (const client of opened.splice(0)) client.destroy()
  })

  it('asks nobody for credentials where a plain endpoint needs none', async () => {
    const { config } = open({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:1' })
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'nobody' })
    expect(await config.region()).toBe('eu-west-1')
  })

  it('uses the credentials that it is given', async () => {
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' }
    const place = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', credentials }
    expect(await open(place).config.credentials()).toMatchObject(credentials)
  })

  it('repeats nothing by itself', async () => {
    const { config } = open({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:1' })
    expect(await config.maxAttempts()).toBe(1)
  })

  it('takes plug-ins', () => {
    const seen: unknown[] = []
    const place = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:1' }
    const client = openClient(place, [(each) => seen.push(each)])
    opened.push(client)
    expect(seen).toEqual([client])
  })
})
