import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capturedIo } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import { KEY, problem, type Reply, scriptedServer } from '../scripted-server.fixture.ts'

const ENV = { FLATLINE_URL: 'https://flatline.example.com', FLATLINE_KEY: KEY }

async function install(kind: string, env: Readonly<Record<string, string>> = ENV) {
  const unreachable = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))
  const io = { ...capturedIo({ env }), fetch: unreachable }
  return { exitCode: await main(['install', kind], io), out: io.out(), err: io.err() }
}

async function installAt(kind: string, reply: (request: { readonly method: string }) => Reply) {
  const server = await scriptedServer(reply)
  const io = capturedIo({ env: server.env })
  const exitCode = await main(['install', kind], io)
  await server.close()
  return { exitCode, out: io.out(), err: io.err() }
}

/** What curl is given when a shell runs the line; `sleep` and `hostname` are replaced too. */
function curlArguments(line: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'flatline-install-'))
  const seen = join(folder, 'seen')
  const programs = { curl: `printf '%s\\n' "$@" > ${seen}`, sleep: ':', hostname: 'echo till-1' }
  try {
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
      chmodSync(join(folder, name), 0o755)
    }
    const env = { PATH: `${folder}:${process.env.PATH}` }
    execFileSync('/bin/sh', ['-c', line], { env, timeout: 10_000 })
    return readFileSync(seen, 'utf8').trimEnd().split('\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const CURL_ARGUMENTS = [
  ...['-fsS', '-m', '10', '--retry', '2', '-o', '/dev/null', '-H', `x-api-key: ${KEY}`],
  ...['-d', '{"hostId":"till-1"}', 'https://flatline.example.com/v1/heartbeat'],
]

describe('install cron', () => {
  it('prints the published line, and nothing else on standard output', async () => {
    const { exitCode, out } = await install('cron')
    expect(exitCode).toBe(0)
    expect(out).toBe(
      String.raw`* * * * * sleep $(( $(hostname | cksum | cut -d' ' -f1) \% 50 )); curl -fsS -m 10 --retry 2 -o /dev/null -H "x-api-key: ${KEY}" -d "{\"hostId\":\"$(hostname)\"}" https://flatline.example.com/v1/heartbeat` +
        '\n',
    )
  })

  it('sends a heartbeat when cron hands it to the shell', async () => {
    const { out } = await install('cron')
    const command = out.trimEnd().replace('* * * * * ', '').replaceAll('\\%', '%')
    expect(curlArguments(command)).toEqual(CURL_ARGUMENTS)
  })
})

describe('install systemd', () => {
  it('prints a script that a shell can read, and keeps the key from other users', async () => {
    const { out } = await install('systemd')
    execFileSync('/bin/sh', ['-n', '-c', out])
    expect(out).toContain('umask 077')
    expect(out).toContain('RandomizedDelaySec=50\nFixedRandomDelay=yes')
    expect(out).toContain(String.raw`-H "x-api-key: ${KEY}" -d "{\"hostId\":\"%H\"}" https://`)
  })
})

describe('install windows', () => {
  it('prints one line in which cmd and PowerShell find nothing to replace', async () => {
    const { out } = await install('windows')
    const line = out.trimEnd()
    expect(line).not.toMatch(/[\n%$`!^&<>|]/)
    expect(line.match(/"/g)).toHaveLength(2)
    expect(line.endsWith('"')).toBe(true)
    expect(line).toContain(`-H x-api-key:${KEY} -d hostId=' + [Environment]::MachineName + '`)
  })

  it('closes every parenthesis', async () => {
    const { out } = await install('windows')
    expect(out.match(/\(/g)?.length).toBe(out.match(/\)/g)?.length)
  })
})

describe('install launchd', () => {
  it('holds a command that sends a heartbeat', async () => {
    const { out } = await install('launchd')
    const strings = [...out.matchAll(/<string>(.*)<\/string>/g)].map(([, text]) => text ?? '')
    const command = (strings[3] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
    expect(strings.slice(0, 3)).toEqual(['flatline.heartbeat', '/bin/sh', '-c'])
    expect(curlArguments(command)).toEqual(CURL_ARGUMENTS)
  })
})

describe('install', () => {
  it('puts in the word KEY and says so when there is no key', async () => {
    const { out, err } = await install('cron', {})
    expect(out).toContain('"x-api-key: KEY"')
    expect(out).toContain('http://localhost:8080/v1/heartbeat')
    expect(err).toContain('Replace the word KEY')
    expect(err).toContain('works on the server itself only')
  })

  it.each([
    ['FLATLINE_KEY', 'fl_"$(reboot)'],
    ['FLATLINE_KEY', "fl_x';x"],
    ['FLATLINE_URL', 'https://example.com/$(reboot)'],
    ['FLATLINE_URL', "https://example.com/'x"],
  ])('never puts what a shell would run into the line: %s=%s', async (name, value) => {
    const { exitCode, out } = await install('cron', { ...ENV, [name]: value })
    expect([exitCode, out]).toEqual([78, ''])
  })

  it('prints the line though the server cannot be reached, and says so', async () => {
    const { exitCode, out, err } = await install('cron')
    expect([exitCode, out]).toEqual([0, expect.stringContaining(KEY)])
    expect(err).toContain('the key was not tried')
  })

  it.each(['cron', 'windows', 'systemd', 'launchd'])(
    'never puts a key that may not send heartbeats into %s',
    async (kind) => {
      const { exitCode, out, err } = await installAt(kind, () => problem(403, 'insufficient_scope'))
      expect([exitCode, out]).toEqual([77, ''])
      expect(err).toContain('flatline keys create --name tills --scope beat')
    },
  )

  it('never puts a key into the line that the server refuses', async () => {
    const { exitCode, out } = await installAt('cron', () => problem(401, 'unauthorized'))
    expect([exitCode, out]).toEqual([77, ''])
  })

  it('warns of a key that may change everything besides', async () => {
    const reply = ({ method }: { readonly method: string }) =>
      method === 'POST' ? problem(400, 'empty_body') : { body: { items: [], next: null } }
    const { exitCode, err } = await installAt('cron', reply)
    expect([exitCode, err]).toEqual([0, expect.stringContaining('may change everything')])
  })

  it('says nothing about a key that may send heartbeats and nothing else', async () => {
    const reply = ({ method }: { readonly method: string }) =>
      method === 'POST' ? problem(400, 'empty_body') : problem(403, 'insufficient_scope')
    expect((await installAt('cron', reply)).err).not.toMatch(/not tried|may change/)
  })

  it('names what it can print', async () => {
    const { exitCode, err } = await install('upstart')
    expect(exitCode).toBe(2)
    expect(err).toContain('cron, systemd, windows, launchd')
  })
})
