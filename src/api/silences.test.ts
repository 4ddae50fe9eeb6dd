import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'

const body = {
  match: { site: ['0412', '0413'] },
  to: '2026-03-02T20:00:00+02:00',
  reason: 'New tills',
}

describe('silences', () => {
  it('begin now unless they say otherwise, and know who made them', async () => {
    const world = await makeAppWorld()
    const { status, headers, json } = await world.send('POST', '/v1/silences', { body })
    expect(status).toBe(201)
    expect(json).toMatchObject({
      match: body.match,
      from: '2026-03-02T08:00:00.000Z',
      to: '2026-03-02T18:00:00.000Z',
      createdBy: 'Ada',
    })
    const own = String(headers.get('location'))
    expect((await world.send('GET', '/v1/silences')).json).toMatchObject({ items: [json] })
    expect((await world.send('DELETE', own)).status).toBe(204)
    expect((await world.send('DELETE', own)).status).toBe(404)
  })

  it.each([
    [{ ...body, to: '2026-03-02T07:00:00Z' }],
    [{ ...body, to: '2030-03-02T07:00:00Z' }],
    [{ ...body, to: 'tonight' }],
    [{ ...body, reason: '' }],
    [{ ...body, match: undefined }],
  ])('refuse %j', async (bad) => {
    const world = await makeAppWorld()
    expect((await world.send('POST', '/v1/silences', { body: bad })).status).toBe(400)
  })
})

describe('the audit', () => {
  it('says who did what, when, from where, and with what result', async () => {
    const world = await makeAppWorld()
    const { headers } = await world.send('POST', '/v1/silences', { body })
    world.clock.advance(1_000)
    await world.send('DELETE', '/v1/silences/none')
    await world.send('GET', '/v1/silences')
    const { json } = await world.send('GET', '/v1/audit')
    expect(json).toMatchObject({
      items: [
        { action: 'DELETE /v1/silences/none', status: 404 },
        {
          at: '2026-03-02T08:00:00.000Z',
          keyName: 'Ada',
          action: 'POST /v1/silences',
          target: headers.get('location'),
          status: 201,
          from: '192.0.2.1',
        },
      ],
    })
  })
})
