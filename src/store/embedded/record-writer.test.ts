import { expect, test } from 'vitest'
import type { Write } from '../../service/ports.ts'
import type { Job } from './executor-job.ts'
import { RecordWriter } from './record-writer.ts'
import { nextTurn } from './turn.ts'

const STAGED_WRITES_MAX = 100_000

/** Carries out nothing until it is told to. */
function heldExecutor() {
  const held: { writes: number; answer(): void; fail(): void }[] = []
  const run = (job: Job) =>
    new Promise<boolean[]>((resolve, reject) => {
      const writes = job.kind === 'records' ? job.writes.length : 0
      held.push({
        writes,
        answer: () => resolve(Array.from({ length: writes }, () => true)),
        fail: () => reject(new Error('the disk is full')),
      })
    })
  return { held, executor: { run, close: () => Promise.resolve() } }
}

function removals(count: number): Write[] {
  return Array.from({ length: count }, (_, index) => {
    return { kind: 'host', id: `host-${index}`, value: null, ifVersion: 1 }
  })
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await nextTurn()
}

test('a large transaction is handed over behind the one under way, and no third', async () => {
  const { held, executor } = heldExecutor()
  const writer = new RecordWriter(executor)
  const first = writer.write(removals(10))
  await turns()
  const large = writer.write(removals(9_000))
  await turns()
  expect(held).toHaveLength(2)
  for (let job = 0; job < held.length; job++) {
    held[job]?.answer()
    await turns()
  }
  expect(held.reduce((sum, { writes }) => sum + writes, 0)).toBe(9_010)
  expect(await first).toHaveLength(10)
  expect(await large).toHaveLength(9_000)
})

test('a small one waits, and takes with it what comes meanwhile', async () => {
  const { held, executor } = heldExecutor()
  const writer = new RecordWriter(executor)
  void writer.write(removals(1))
  await turns()
  void writer.write(removals(2))
  void writer.write(removals(3))
  await turns()
  expect(held.map(({ writes }) => writes)).toEqual([1])
  held[0]?.answer()
  await turns()
  expect(held.map(({ writes }) => writes)).toEqual([1, 5])
})

test('who had a part in two that fail is refused once, and leaves no trace', async () => {
  const { held, executor } = heldExecutor()
  const writer = new RecordWriter(executor)
  const refused = expect(writer.write(removals(6_000))).rejects.toThrow('disk is full')
  await turns()
  expect(held).toHaveLength(2)
  for (const job of held) job.fail()
  await refused
  await turns()
  expect(held).toHaveLength(2)
  await expect(writer.write(removals(STAGED_WRITES_MAX + 1))).rejects.toThrow('store_unavailable')
  const next = writer.write(removals(1))
  await turns()
  held[2]?.answer()
  expect(await next).toEqual([true])
})

test('who had a part in one that fails is refused, though the other part is written', async () => {
  const { held, executor } = heldExecutor()
  const writer = new RecordWriter(executor)
  const refused = expect(writer.write(removals(6_000))).rejects.toThrow('disk is full')
  await turns()
  held[0]?.fail()
  held[1]?.answer()
  await refused
  await expect(writer.write(removals(STAGED_WRITES_MAX + 1))).rejects.toThrow('store_unavailable')
  await writer.close()
})
