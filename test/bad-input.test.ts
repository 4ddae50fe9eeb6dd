import { describe, expect, it } from 'vitest'
import { httpInput } from './http-input.suite.ts'
import { ingestInput } from './ingest-input.suite.ts'
import { useInputFunctions } from './kit/input-functions.ts'
import { useInputServer } from './kit/input-server.ts'
import { LEFT_TO_GATEWAY } from './kit/left-to-gateway.ts'
import { say } from './kit/say.ts'

describe('a server', () => {
  const server = useInputServer()
  ingestInput(server)
  httpInput(server)
})

describe('a server without its fast path', () => {
  const server = useInputServer({ FLATLINE_FAST_PATH: 'off' })
  ingestInput(server)
  httpInput(server)
})

describe('a server with workers', () => {
  const server = useInputServer({ FLATLINE_WORKERS: '2' })
  ingestInput(server)
  httpInput(server)
})

describe('functions behind a gateway', () => {
  const functions = useInputFunctions()
  ingestInput(functions)
  httpInput(functions)

  it('are given the same answers to find, but for what the gateway answers itself', () => {
    const left = Object.entries(LEFT_TO_GATEWAY)
    for (const [name, reason] of left) say(`Left to API Gateway: ${name}, because ${reason}`)
    expect(left.length).toBeLessThan(10)
  })
})
