import type { Command } from 'commander'
import type { Subscription } from '../../contract/subscription.ts'
import { RECEIVER_MS_MAX } from '../connect/bounded-fetch.ts'
import { openClient } from '../connect/open-client.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Io } from '../terminal/io.ts'
import { matchCell, stateCell } from './cells.ts'
import { type Column, type ListOptions, printList } from './print-list.ts'
import { type JsonOption, printResource } from './print-resource.ts'
import { addRecipients } from './recipients.ts'
import { addSubscriptionChanges } from './subscription-changes.ts'
import { addDestructiveAct, addGet, addList, addResource } from './verbs.ts'

const COLUMNS: readonly Column<Subscription>[] = [
  { title: 'subscription', cell: (subscription) => subscription.id },
  { title: 'name', cell: (subscription) => subscription.name },
  { title: 'state', cell: (subscription, view) => stateCell(subscription.state, view) },
  { title: 'reason', cell: (subscription) => subscription.stateReason ?? '-' },
  { title: 'channel', cell: ({ channel }) => targetText(channel) },
  { title: 'hosts', cell: (subscription) => matchCell(subscription.match) },
  { title: 'events', cell: (subscription) => subscription.events.join(',') },
]

export function addSubscriptions(program: Command, io: Io): void {
  const subscriptions = addResource(program, 'subscriptions', 'choose who hears what, and where', [
    'create --name Operations --email ops@example.com',
    'create --name Chat --webhook https://example.com/hook --match site=04*',
    'test SUBSCRIPTION',
  ])
  addList(subscriptions, 'list subscriptions').action(async (options: ListOptions) => {
    const client = await openClient(io)
    const fetchPage = client.subscriptions.list
    const things = 'subscriptions'
    await printList(io, options, { client, fetchPage, filters: {}, columns: COLUMNS, things })
  })
  addGet(subscriptions, io, 'subscription', (client, id) => client.subscriptions.get(id))
  addSubscriptionChanges(subscriptions, io)
  addTest(subscriptions, io)
  addRecipients(subscriptions, io)
  addDestructiveAct(
    subscriptions,
    io,
    {
      verb: 'delete',
      summary: 'remove subscriptions',
      done: 'deleted',
      argument: 'subscription',
      run: async (client, id) => void (await client.subscriptions.remove(id)),
    },
    'What waits in its mailbox is not sent.',
  )
}

function addTest(subscriptions: Command, io: Io): void {
  subscriptions
    .command('test')
    .description('send a test message at once, and show the real answer')
    .argument('<subscription>')
    .option('--json', "print the API's JSON")
    .action(async (id: string, options: JsonOption) => {
      const client = await openClient(io, RECEIVER_MS_MAX)
      const trial = await client.subscriptions.test(id)
      printResource(io, options, trial)
      if (trial.outcome !== 'accepted') {
        const hint = 'correct the channel with `flatline subscriptions edit`, then test again'
        throw new Failure(EXIT.failed, `The receiver did not take the message.`, hint)
      }
    })
}

function targetText(channel: Subscription['channel']): string {
  if (channel.kind === 'email') return `email ${channel.to.join(', ')}`
  if (channel.kind === 'sns') return `sns ${channel.topicArn}`
  return channel.kind === 'webhook' ? `webhook ${channel.url}` : channel.kind
}
