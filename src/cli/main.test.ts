import { afterEach, describe, expect, it } from 'vitest'
import { capturedIo, type World } from './captured-io.fixture.ts'
import { main } from './main.ts'
import {
  problem,
  type Reply,
  type ScriptedServer,
  scriptedServer,
} from './scripted-server.fixture.ts'

let server: ScriptedServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

async function run(argv: readonly string[], world: World = {}) {
  const io = capturedIo(world)
  return { exitCode: await main(argv, io), out: io.out(), err: io.err() }
}

async function runAgainst(reply: Reply, argv: readonly string[]) {
  server = await scriptedServer(() => reply)
  return run(argv, { env: server.env })
}

describe('the command line', () => {
  it('opens its help with examples, names the environment and the exit codes', async () => {
    const { exitCode, out, err } = await run(['--help'])
    expect(exitCode).toBe(0)
    expect(err).toBe('')
    expect(out.indexOf('Examples:')).toBeLessThan(out.indexOf('Usage:'))
    for (const word of ['serve', 'FLATLINE_KEY_FILE', '77  the API key was refused']) {
      expect(out).toContain(word)
    }
  })

  it('opens the help of every command with examples', async () => {
    const commands = ['serve', 'simulate', 'beat', 'install', 'doctor', 'fleet', 'hosts', 'sites']
    commands.push('incidents', 'silences', 'subscriptions', 'deliveries', 'keys', 'audit')
    for (const command of commands) {
      const { exitCode, out } = await run([command, '--help'])
      expect([command, exitCode]).toEqual([command, 0])
      expect(out).toMatch(new RegExp(`^Examples:\n(  .*\n)*  .*flatline ${command}`))
    }
  })

  it('explains the exit codes on request', async () => {
    expect((await run(['exit-codes'])).out).toContain('69  the server cannot be reached')
    expect((await run(['help', 'exit-codes'])).out).toContain('69  the server cannot be reached')
  })

  it('shows its version', async () => {
    const { exitCode, out } = await run(['--version'])
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('suggests what a mistyped command or option may have meant', async () => {
    const command = await run(['hots'])
    expect(command.exitCode).toBe(2)
    expect(command.err).toContain('Did you mean hosts?')
    const option = await run(['hosts', 'list', '--stat', 'up'])
    expect(option.exitCode).toBe(2)
    expect(option.err).toContain('Did you mean --state?')
  })

  it.each([['--key=fl_secret'], ['--key', 'fl_secret'], ['--api-key=fl_secret'], ['--token', 'x']])(
    'refuses a key in a flag and does not repeat it: %s',
    async (...flags) => {
      const { exitCode, err } = await run(['hosts', 'list', ...flags])
      expect(exitCode).toBe(2)
      expect(err).toContain('FLATLINE_KEY')
      expect(err).not.toContain('fl_secret')
    },
  )

  it('says where to put the key when there is none', async () => {
    const { exitCode, err } = await run(['hosts', 'list'])
    expect(exitCode).toBe(78)
    expect(err).toContain('export FLATLINE_KEY=')
  })

  it('shows title, detail, fields and hint of a problem, inert and without a stack', async () => {
    const { exitCode, err } = await runAgainst(
      problem(400, 'invalid_field', {
        detail: 'Bad \u001b[2J name',
        hint: 'Use another.',
        errors: [{ pointer: '/name', detail: 'must be text' }],
      }),
      ['hosts', 'list'],
    )
    expect(exitCode).toBe(1)
    expect(err).toBe(
      'error: Title of invalid_field (invalid_field)\n  Bad �[2J name\n' +
        '  /name: must be text\nhint: Use another.\n',
    )
  })

  it.each([
    [401, 'unauthorized', 77],
    [403, 'insufficient_scope', 77],
    [403, 'foreign_host', 1],
    [404, 'not_found', 1],
    [500, 'internal_error', 1],
    [503, 'not_ready', 69],
  ])('ends a %d %s with exit code %d', async (status, code, exitCode) => {
    expect((await runAgainst(problem(status, code), ['fleet', 'get'])).exitCode).toBe(exitCode)
  })

  it('tells a page of a proxy from an answer of Flatline', async () => {
    const page = { body: '<html>', headers: { 'content-type': 'text/html' } }
    const { exitCode, err } = await runAgainst(page, ['fleet', 'get'])
    expect(exitCode).toBe(78)
    expect(err).toContain('does not come from Flatline')
  })

  it('uses colours on a terminal only, and never with NO_COLOR', async () => {
    const colour = '\u001b['
    expect((await run(['hosts', 'list'], { terminalColumns: 80 })).err).toContain(colour)
    expect((await run(['hosts', 'list'])).err).not.toContain(colour)
    const plain = { terminalColumns: 80, env: { NO_COLOR: '1' } }
    expect((await run(['hosts', 'list'], plain)).err).not.toContain(colour)
  })
})
