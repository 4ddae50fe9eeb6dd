import { type Command, Option } from 'commander'
import type { Recipient } from '../../contract/recipient.ts'
import type { RecipientInput } from '../../contract/recipient-input.ts'
import { RECEIVER_MS_MAX } from '../connect/bounded-fetch.ts'
import { openClient } from '../connect/open-client.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { confirm } from '../terminal/confirm.ts'
import type { Io } from '../terminal/io.ts'
import { inert } from '../terminal/plain-text.ts'
import { type Column, type ListOptions, printList } from './print-list.ts'
import { type JsonOption, printDone, printResource } from './print-resource.ts'
import { addListOptions } from './verbs.ts'

const COLUMNS: readonly Column<Recipient>[] = [
  { title: 'recipient', cell: (recipient) => recipient.id },
  { title: 'protocol', cell: (recipient) => recipient.protocol },
  { title: 'endpoint', cell: (recipient) => recipient.endpoint },
  { title: 'regions', cell: ({ regions }) => regions.map(regionText).join(', ') },
]

interface Wish extends JsonOption {
  readonly email?: string
  readonly emailJson?: string
  readonly sms?: string
  readonly https?: string
  readonly sqs?: string
}

/** Recipients of a topic of Amazon SNS, below `subscriptions`. */
export function addRecipients(subscriptions: Command, io: Io): void {
  const list = subscriptions
    .command('recipients')
    .description('list who is subscribed to the topic, in each region')
    .argument('<subscription>')
  addListOptions(list).action(async (id: string, options: ListOptions) => {
    const client = await openClient(io, RECEIVER_MS_MAX)
    const fetchPage = client.subscriptions.recipients(id).list
    const things = 'recipients'
    await printList(io, options, { client, fetchPage, filters: {}, columns: COLUMNS, things })
  })
  addAdd(subscriptions, io)
  addRemove(subscriptions, io)
}

function addAdd(subscriptions: Command, io: Io): void {
  const flags = ['email', 'emailJson', 'sms', 'https', 'sqs']
  const one = (name: string, option: Option) =>
    option.conflicts(flags.filter((flag) => flag !== name))
  subscriptions
    .command('add-recipient')
    .description('subscribe someone to the topic, in both regions')
    .argument('<subscription>')
    .addOption(one('email', new Option('--email <address>', 'by e-mail, after confirming')))
    .addOption(one('emailJson', new Option('--email-json <address>', 'the same, as JSON')))
    .addOption(one('sms', new Option('--sms <number>', 'by text message, such as +4915112345678')))
    .addOption(one('https', new Option('--https <url>', 'by HTTPS, after confirming')))
    .addOption(one('sqs', new Option('--sqs <arn>', 'into a queue of Amazon SQS')))
    .option('--json', "print the API's JSON")
    .action(async (id: string, wish: Wish) => {
      const input = inputOf(wish)
      const client = await openClient(io, RECEIVER_MS_MAX)
      const recipient = await client.subscriptions.recipients(id).add(input)
      printResource(io, wish, recipient, linesOf)
      const waiting = recipient.regions.filter(({ state }) => state === 'pending')
      if (waiting.length === 0) return
      const regions = waiting.map(({ region }) => region).join(' and ')
      io.stderr.write(`It hears nothing from ${regions} until it confirms there.\n`)
    })
}

function addRemove(subscriptions: Command, io: Io): void {
  subscriptions
    .command('remove-recipient')
    .description('end the subscription of someone, in both regions')
    .argument('<subscription>')
    .argument('<recipient>')
    .option('--yes', 'do not ask')
    .option('--json', "print the API's JSON")
    .action(async (id: string, recipient: string, options: JsonOption & { yes?: true }) => {
      const question = `Remove ${inert(recipient)}? It hears nothing any more.`
      await confirm(io, question, options.yes === true)
      const client = await openClient(io, RECEIVER_MS_MAX)
      await client.subscriptions.recipients(id).remove(recipient)
      printDone(io, options, `${inert(recipient)}: removed`)
    })
}

function inputOf({ email, emailJson, sms, https, sqs }: Wish): RecipientInput {
  if (email !== undefined) return { protocol: 'email', endpoint: email }
  if (emailJson !== undefined) return { protocol: 'email-json', endpoint: emailJson }
  if (sms !== undefined) return { protocol: 'sms', endpoint: sms }
  if (https !== undefined) return { protocol: 'https', endpoint: https }
  if (sqs !== undefined) return { protocol: 'sqs', endpoint: sqs }
  const hint = 'add --email ADDRESS, --sms NUMBER, --https URL or --sqs ARN'
  throw new Failure(EXIT.wrongUsage, 'No recipient is named.', hint)
}

function linesOf({ id, protocol, endpoint, regions }: Recipient): string[] {
  const lines = regions.map((each) => `  ${inert(regionText(each))}`)
  return [`${inert(id)} ${inert(protocol)} ${inert(endpoint)}`, ...lines]
}

function regionText({ region, state }: Recipient['regions'][number]): string {
  return `${region} ${state}`
}
