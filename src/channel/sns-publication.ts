import type { PublishCommandInput } from '@aws-sdk/client-sns'
import type { Message } from '../core/message.ts'
import { inertLine } from './inert.ts'
import type { Topic } from './sns-topic.ts'
import { textBody } from './text-body.ts'

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: bytes, with the attributes. */
export const PUBLICATION_BYTES_MAX = 262_144
/** Fewer than 100 characters. */
export const SUBJECT_MAX = 99
/** Names and types of two attributes, and what JSON adds around the texts. */
const RESERVED_BYTES = 1_024
const GROUP = 'flatline'

/**
 * One message as SNS takes it. The text is that of a mail; phones get the subject and the id,
 * because SNS sends no text message of more than 1,600 characters.
 */
export function snsPublication(topic: Topic, message: Message): PublishCommandInput {
  const id = inertLine(message.notificationId, 128)
  const subject = snsSubject(message.subject)
  return {
    TopicArn: topic.arn,
    Subject: subject,
    MessageAttributes: {
      notificationId: { DataType: 'String', StringValue: id },
      type: { DataType: 'String', StringValue: message.type },
    },
    ...(topic.fifo
      ? { Message: fitting(message, plain), MessageGroupId: GROUP, MessageDeduplicationId: id }
      : { Message: fitting(message, withPhones(subject, id)), MessageStructure: 'json' }),
  }
}

/** Printable ASCII that begins with no blank, as all regions and all mail programs take it. */
export function snsSubject(text: string): string {
  const ascii = inertLine(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?')
    .trim()
  if (ascii === '') return 'Flatline'
  return ascii.length <= SUBJECT_MAX ? ascii : `${ascii.slice(0, SUBJECT_MAX - 3)}...`
}

type Form = (text: string) => string

const plain: Form = (text) => text

function withPhones(subject: string, id: string): Form {
  return (text) => JSON.stringify({ default: text, sms: `${subject}\nNotification id: ${id}` })
}

/** As many hosts as there is room for; the others are counted in "and 9 more". */
function fitting(message: Message, form: Form): string {
  const { hosts } = message
  const withHosts = (count: number) => {
    const more = message.more + hosts.length - count
    return form(textBody({ ...message, hosts: hosts.slice(0, count), more }))
  }
  const fits = (count: number) =>
    Buffer.byteLength(withHosts(count)) <= PUBLICATION_BYTES_MAX - RESERVED_BYTES
  if (fits(hosts.length)) return withHosts(hosts.length)
  let most = 0
  let tooMany = hosts.length
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2)
    if (fits(middle)) most = middle
    else tooMany = middle
  }
  return withHosts(most)
}
