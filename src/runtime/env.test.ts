import { afterEach, expect, it, vi } from 'vitest'
import { quietAwsSdk, readEnvironment } from './env.ts'

const NAME = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'

afterEach(() => void vi.unstubAllEnvs())

it('keeps the lines of the AWS SDK about Node off standard error', () => {
  vi.stubEnv(NAME, undefined)
  quietAwsSdk()
  expect(readEnvironment().variables[NAME]).toBe('true')
})

it('leaves the choice to whoever has made it', () => {
  vi.stubEnv(NAME, 'false')
  quietAwsSdk()
  expect(readEnvironment().variables[NAME]).toBe('false')
})
