import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'

const path = '/v1/hosts'

describe('announcing hosts', () => {
  it('answers one host with 201, Location and the waiting host', async () => {
    const world = await makeAppWorld()
    const body = { hostId: 'till-1', site: '0412', interval: '1m', grace: '75s' }
    const { status, headers, json } = await world.send('POST', path, { body })
    expect(status).toBe(201)
    expect(headers.get('location')).toBe('/v1/hosts/till-1')
    expect(json).toMatchObject({
      state: 'waiting',
      site: '0412',
      intervalMs: 60_000,
      graceMs: 75_000,
      lastHeartbeatAt: null,
      deadlineAt: null,
    })
  })

  it('refuses a host that is known', async () => {
    const world = await makeAppWorld()
    await world.beat('till-1')
    const { json } = await world.send('POST', path, { body: { hostId: 'till-1' } })
    expect(json).toMatchObject({ status: 409, code: 'already_exists' })
  })

  it.each([
    [{}, 'invalid_field', '/hostId'],
    [{ hostId: 7 }, 'wrong_type', '/hostId'],
    [{ hostId: 'a b' }, 'invalid_host_id', '/hostId'],
    [{ hostId: 'a', interval: '1x' }, 'invalid_duration', '/interval'],
    [{ hostId: 'a', interval: '1m', intervalMs: 60_000 }, 'invalid_field', '/interval'],
    [{ hostId: 'a', intervalMs: 1 }, 'out_of_range', '/intervalMs'],
    [{ hostId: 'a', intervalMs: 1_000.5 }, 'wrong_type', '/intervalMs'],
    [{ hostId: 'a', site: '' }, 'invalid_field', '/site'],
    [{ hostId: 'a', site: 'x\u202ey' }, 'invalid_field', '/site'],
    [{ hostId: 'a', labels: { Role: 'x' } }, 'invalid_label', '/labels/Role'],
    [{ hostId: 'a', labels: { role: 'a\nb' } }, 'invalid_label', '/labels/role'],
    [{ hostId: 'a', sight: 'x' }, 'unknown_field', '/sight'],
  ])('refuses %j', async (body, code, pointer) => {
    const world = await makeAppWorld()
    const { status, json } = await world.send('POST', path, { body })
    expect(status).toBe(400)
    expect(json).toMatchObject({ code, errors: [{ pointer }] })
  })

  it.each([
    ['[1]', 200],
    ['"a"', 400],
    ['null', 400],
    ['', 400],
    ['{"hostId":"a"', 400],
    ['{"hostId":"a"}{"hostId":"b"}', 400],
    ['{"hostId":"a"}\n{"hostId":"b"}\n', 200],
    ['\n{"hostId":"a"}\n', 201],
  ])('answers the body %j with %i', async (body, status) => {
    const world = await makeAppWorld()
    expect((await world.send('POST', path, { body })).status).toBe(status)
  })

  it('counts good lines though others are bad', async () => {
    const world = await makeAppWorld()
    await world.beat('known')
    const body = '{"hostId":"a"}\n{"hostId":"known"}\nrubbish\n{"hostId":"a b"}\n{"hostId":"b"}'
    const headers = { 'content-type': 'application/x-ndjson' }
    const { json } = await world.send('POST', path, { body, headers })
    expect(json).toMatchObject({
      created: 2,
      existing: 1,
      rejected: [
        { index: 2, code: 'not_an_object' },
        { index: 3, code: 'invalid_host_id' },
      ],
    })
  })

  it('takes 1,000 hosts at once and not one more', async () => {
    const world = await makeAppWorld()
    const hosts = Array.from({ length: 1_001 }, (_, index) => ({ hostId: `till-${index}` }))
    expect((await world.send('POST', path, { body: hosts })).json).toMatchObject({
      code: 'too_many',
    })
    expect((await world.send('POST', path, { body: hosts.slice(1) })).json).toMatchObject({
      created: 1_000,
    })
  })
})
