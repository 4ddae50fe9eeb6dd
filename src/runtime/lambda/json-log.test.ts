import { expect, it } from 'vitest'
import { handClock } from '../../../test/kit/hand-clock.ts'
import { formatKey, formatKeyId } from '../../core/key.ts'
import type { Log } from '../../service/ports.ts'
import type { LogLevel } from '../config-fields.ts'
import { openJsonLog } from './json-log.ts'

const KEY = formatKey(formatKeyId(new Uint8Array(6).fill(1)), new Uint8Array(32).fill(2))

function logged(write: (log: Log) => void, level: LogLevel = 'debug'): string[] {
  const lines: string[] = []
  const clock = handClock(Date.parse('2026-03-02T08:00:00.000Z'))
  write(openJsonLog(level, { clock, writeLine: (line) => lines.push(line) }))
  return lines
}

it('writes one JSON object per line, with level, time and message', () => {
  const lines = logged((log) => log.warn({ hosts: 3 }, 'hosts are\nleft'))
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 'warn', time: '2026-03-02T08:00:00.000Z', hosts: 3, msg: 'hosts are\nleft' },
  ])
  expect(lines[0]).not.toContain('\n')
})

it('tells name, message, stack and cause of an error', () => {
  const error = new TypeError('no table', { cause: new Error('no route') })
  const [line = ''] = logged((log) => log.error({ error }, 'it failed'))
  expect(JSON.parse(line).error).toMatchObject({
    name: 'TypeError',
    message: 'no table',
    stack: expect.stringContaining('json-log.test'),
    cause: { message: 'no route' },
  })
})

it('leaves out what is below its level', () => {
  const write = (log: Log) => {
    log.info({}, 'a')
    log.error({}, 'b')
  }
  expect(logged(write, 'warn')).toHaveLength(1)
  expect(logged(write, 'silent')).toHaveLength(0)
})

it('writes no secret, neither by the name of a field nor by its shape anywhere', () => {
  const [line = ''] = logged((log) => {
    const headers = { 'x-api-key': 'hunter2', cookie: 'hunter2', authorization: 'hunter2' }
    log.info({ request: { deep: { headers } }, error: new Error(`bad ${KEY}`) }, `with ${KEY}`)
  })
  expect(line).not.toContain('hunter2')
  expect(line).not.toContain(KEY)
  expect(JSON.parse(line).request.deep.headers.cookie).toBe('[redacted]')
})

it('survives fields that no JSON can hold', () => {
  const circle: Record<string, unknown> = { size: 1n }
  circle.self = circle
  const [line = ''] = logged((log) => log.info({ circle }, 'round'))
  expect(JSON.parse(line)).toMatchObject({ level: 'info', msg: 'round', fields: 'unreadable' })
})
