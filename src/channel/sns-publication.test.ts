import { describe, expect, it } from 'vitest'
import { sampleHost, sampleMessage } from './channel.suite.ts'
import {
  PUBLICATION_BYTES_MAX,
  SUBJECT_MAX,
  snsPublication,
  snsSubject,
} from './sns-publication.ts'
import { textBody } from './text-body.ts'

const TOPIC = {
  arn: 'arn:aws:sns:us-east-1:123456789012:flatline',
  region: 'us-east-1',
  fifo: false,
}
const FIFO = { ...TOPIC, arn: `${TOPIC.arn}.fifo`, fifo: true }

describe('the subject', () => {
  it('stays as it is when it is plain', () => {
    const subject = 'Hosts missing [till-1, till-2 (+9 more)]'
    expect(snsSubject(subject)).toBe(subject)
  })

  it.each([
    ['  begins with blanks', 'begins with blanks'],
    ['line\r\nBcc: eve', 'line Bcc: eve'],
    ['a long na…', 'a long na...'],
    ['Zürich 店', 'Zurich ?'],
    ['\u202e\u0007', 'Flatline'],
    ['', 'Flatline'],
  ])('makes %j printable ASCII', (text, subject) => {
    expect(snsSubject(text)).toBe(subject)
  })

  it('is always under 100 characters', () => {
    expect(snsSubject('…'.repeat(99))).toHaveLength(SUBJECT_MAX)
  })
})

describe('the text', () => {
  it('is that of a mail, and for phones the subject and the id', () => {
    const message = sampleMessage()
    const { Message, MessageStructure } = snsPublication(TOPIC, message)
    expect(MessageStructure).toBe('json')
    expect(JSON.parse(Message ?? '')).toEqual({
      default: textBody(message),
      sms: 'Hosts missing [till-1, till-2]\nNotification id: ops~7',
    })
  })

  it('is plain for a FIFO topic, whose recipients are queues', () => {
    const { Message, MessageStructure } = snsPublication(FIFO, sampleMessage())
    expect(MessageStructure).toBeUndefined()
    expect(Message).toBe(textBody(sampleMessage()))
  })

  it.each([TOPIC, FIFO])('holds as many hosts as fit, whole, and counts the rest', (topic) => {
    const hosts = Array.from({ length: 2_000 }, (_, i) => {
      return sampleHost(`till-${i}`, { site: 'ü"'.repeat(32) })
    })
    const message = sampleMessage({ hosts, total: 2_009, more: 9 })
    const { Message = '' } = snsPublication(topic, message)
    expect(Buffer.byteLength(Message)).toBeLessThan(PUBLICATION_BYTES_MAX)
    expect(Buffer.byteLength(Message)).toBeGreaterThan(PUBLICATION_BYTES_MAX - 3_000)
    const text: string = topic.fifo ? Message : JSON.parse(Message).default
    const told = text.match(/^till-\d+$/gm)?.length ?? 0
    expect(text).toContain(`and ${2_009 - told} more`)
    expect(text).toContain('Notification id: ops~7')
    expect(text.match(/^ {2}Deadline/gm)).toHaveLength(told)
  })
})
