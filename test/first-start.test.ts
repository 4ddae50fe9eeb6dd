import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { hostSchema } from '../src/contract/host.ts'
import { KEY, startServer } from './kit/flatline-server.ts'
import { say } from './kit/say.ts'
import { curl, sh } from './kit/shell.ts'
import { waitUntil } from './kit/wait-until.ts'

const OK = '{"message":"OK"}'

it('prints its address, two keys, a line to paste and a line for the crontab', async () => {
  const began = Date.now()
  const server = await startServer()
  say(`from start to listening: ${server.listeningAt() - began} ms`)

  const printed = server.process().stdout()
  expect(printed).toContain(`:${server.port}`)
  expect(server.adminKey).not.toBe(server.beatKey)
  const cronLine = printed.split('\n').find((line) => line.includes('* * * * *'))
  expect(cronLine).toContain(server.beatKey)
  expect(cronLine).toContain(String.raw`\% 50`)

  const curlLine = lineToPaste(printed)
  const pasted = await sh(curlLine)
  expect(pasted).toEqual({ code: 0, stdout: OK, stderr: '' })
  const own = await server.admin.get(`/v1/hosts/${hostname()}`, hostSchema)
  expect(own.state).toBe('up')
})

it('prints a link that signs in once', async () => {
  const server = await startServer()
  const once = /\/signin#once=(\w{43})$/m.exec(server.process().stdout())?.[1]
  const open = () => {
    const headers = { origin: server.url }
    return fetch(`${server.url}/v1/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ once }),
    })
  }
  const [first, second] = [await open(), await open()]
  expect([first.status, second.status]).toEqual([200, 401])
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  const fleet = await fetch(`${server.url}/v1/fleet`, { headers: { cookie } })
  expect(fleet.status).toBe(200)
})

it("answers the original's curl lines, and registers the host on standard output", async () => {
  const server = await startServer()
  const heartbeat = `-H "x-api-key: ${server.beatKey}" -d '{"hostId": "prod-host-1"}'`
  const root = `http://localhost:${server.port}/v1`

  expect(await curl(`${heartbeat} ${root}/heartbeat`)).toEqual({ status: 200, body: OK })
  expect(await curl(`${heartbeat} ${root}/hearbeat`)).toEqual({ status: 200, body: OK })
  await waitUntil(
    'the registration on standard output',
    () => server.process().stdout().includes('Hosts registered [prod-host-1]'),
    10_000,
    () => server.process().stdout(),
  )
  const registered = server.process().stdout().split('Hosts registered').length - 1
  expect(registered).toBe(1)
})

it('prints no key on a second start, and accepts the keys of the first', async () => {
  const server = await startServer()
  await server.stop('SIGTERM')
  await server.restart()

  expect(server.process().stdout()).not.toMatch(KEY)
  expect(server.process().stderr()).not.toMatch(KEY)
  expect((await server.beat('prod-host-1')).status).toBe(200)
})

it('logs nothing that is an error or a key while all is well', async () => {
  const server = await startServer()
  await server.beat('prod-host-1')
  await server.admin.send('GET', '/v1/hosts')
  await server.stop('SIGTERM')

  expect(server.process().stderr()).not.toMatch(KEY)
  expect(server.process().stderr()).not.toMatch(/"level":(50|60)|"level":"(error|fatal)"/)
})

function lineToPaste(printed: string): string {
  const line = printed.split('\n').find((each) => each.trimStart().startsWith('curl '))
  if (line === undefined) throw new Error(`no curl line was printed:\n${printed}`)
  return line.trim()
}
