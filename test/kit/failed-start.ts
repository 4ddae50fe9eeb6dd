import { expect } from 'vitest'
import { flatline } from './flatline-server.ts'

/** A start that must fail: with one sentence for people, no stack, and of its own accord. */
export async function failedStart(
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; sentence: string }> {
  const process = flatline(['serve'], env)
  const { code } = await process.ended(30_000)
  const sentence = process.stderr().trim()
  expect(code).not.toBe(0)
  expect(sentence.split('\n')).toHaveLength(1)
  expect(process.stdout()).toBe('')
  return { code, sentence }
}
