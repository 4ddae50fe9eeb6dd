import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FRAME_BYTES_MAX, frame, frameReader, KINDS, numberFrame } from './frames.ts'

type Heard = [kind: number, content: string]

function heardIn(pieces: readonly Buffer[]): Heard[] {
  const heard: Heard[] = []
  const read = frameReader((kind, content) => heard.push([kind, content.toString('latin1')]))
  for (const piece of pieces) read(piece)
  return heard
}

test('frames are heard in their order, however they are cut', () => {
  const frames = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 255 }), fc.string({ unit: 'grapheme-ascii' })),
  )
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 20 }), (sent, length) => {
      const bytes = Buffer.concat(sent.map(([kind, text]) => frame(kind, Buffer.from(text))))
      const pieces = Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
        bytes.subarray(index * length, (index + 1) * length),
      )
      expect(heardIn(pieces)).toEqual(sent)
    }),
  )
})

test('a frame that is longer than any can be is refused before it is read', () => {
  const head = frame(KINDS.batch, Buffer.alloc(0))
  head.writeUInt32LE(FRAME_BYTES_MAX + 1, 0)
  expect(() => heardIn([head])).toThrow('a frame of')
})

test('a number has four bytes', () => {
  expect(numberFrame(KINDS.flush, 258)).toEqual(Buffer.from([4, 0, 0, 0, KINDS.flush, 2, 1, 0, 0]))
})
