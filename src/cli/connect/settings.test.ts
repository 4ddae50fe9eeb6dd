import { describe, expect, it } from 'vitest'
import { capturedIo } from '../captured-io.fixture.ts'
import { readSettings } from './settings.ts'

const settingsFrom = (env: Record<string, string>, files: Record<string, string> = {}) =>
  readSettings(capturedIo({ env, files }))

describe('settings', () => {
  it('defaults to the server on this computer', async () => {
    const settings = await settingsFrom({})
    expect(settings).toEqual({ url: 'http://localhost:8080', urlIsDefault: true, key: undefined })
  })

  it('keeps a path and drops the trailing slash', async () => {
    const { url } = await settingsFrom({ FLATLINE_URL: 'https://example.com/flatline/' })
    expect(url).toBe('https://example.com/flatline')
  })

  it.each([
    ['example.com', 'is not a URL'],
    ['ftp://example.com', 'must begin with http:// or https://'],
    ['https://me:secret@example.com', 'name or password'],
    ['https://example.com/?key=1', 'query'],
  ])('refuses %s and never repeats it', async (url, fault) => {
    const failure = await settingsFrom({ FLATLINE_URL: url }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ exitCode: 78, message: expect.stringContaining(fault) })
    expect(String(failure)).not.toContain('secret')
  })

  it.each([
    ['localhost:19080', 'write http://localhost:19080'],
    ['127.0.0.1:19080', 'write http://127.0.0.1:19080'],
    ['example.com', 'write https://example.com'],
    ['me:secret@example.com', 'an example: FLATLINE_URL=https://flatline.example.com'],
  ])('says how to write %s', async (url, hint) => {
    await expect(settingsFrom({ FLATLINE_URL: url })).rejects.toMatchObject({ hint })
  })

  it('reads the key from a file, without its line break', async () => {
    const settings = await settingsFrom({ FLATLINE_KEY_FILE: '/k' }, { '/k': 'fl_x\n' })
    expect(settings.key).toBe('fl_x')
  })

  it('refuses a file that cannot be read, two lines, and two sources', async () => {
    for (const [env, files] of [
      [{ FLATLINE_KEY_FILE: '/missing' }, {}],
      [{ FLATLINE_KEY_FILE: '/k' }, { '/k': 'fl_x\nfl_y\n' }],
      [{ FLATLINE_KEY_FILE: '/k', FLATLINE_KEY: 'fl_x' }, { '/k': 'fl_x' }],
    ] as const) {
      await expect(settingsFrom(env, files)).rejects.toMatchObject({ exitCode: 78 })
    }
  })
})
