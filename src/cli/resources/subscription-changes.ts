import { type Command, Option } from 'commander'
import { EVENT_KINDS } from '../../contract/event-kind.ts'
import type { Subscription } from '../../contract/subscription.ts'
import type { SubscriptionPatch } from '../../contract/subscription-patch.ts'
import type { TargetInput } from '../../contract/target-input.ts'
import { openClient } from '../connect/open-client.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { addPattern, addText, duration } from '../options.ts'
import type { Io } from '../terminal/io.ts'
import { inert } from '../terminal/plain-text.ts'
import { type JsonOption, printResource } from './print-resource.ts'

const DAY_MS = 86_400_000

interface Wish extends JsonOption {
  readonly name?: string
  readonly email?: readonly string[]
  readonly webhook?: string
  readonly webhookSecretFile?: string
  readonly sns?: string
  readonly log?: true
  readonly event?: readonly (typeof EVENT_KINDS)[number][]
  readonly match?: Readonly<Record<string, readonly string[]>>
  readonly allHosts?: true
  readonly groupWait?: number
  readonly groupInterval?: number
  readonly activate?: true
}

export function addSubscriptionChanges(subscriptions: Command, io: Io): void {
  withFields(subscriptions.command('create').description('tell someone about events'))
    .requiredOption('--name <name>', 'for people')
    .action(async (wish: Wish) => {
      const channel = await targetOf(io, wish)
      if (channel === undefined) {
        const hint = 'add --email ADDRESS, --webhook URL, --sns ARN or --log'
        throw new Failure(EXIT.wrongUsage, 'No channel is named.', hint)
      }
      const client = await openClient(io)
      const fields = { ...fieldsOf(wish), name: wish.name ?? '', channel }
      const created = await client.subscriptions.create(fields)
      printSubscription(io, wish, created)
      if (created.state !== 'active' || wish.json) return
      io.stderr.write(`Try it: flatline subscriptions test ${inert(created.id)}\n`)
    })
  withFields(subscriptions.command('edit').description('change one; what is not named stays'))
    .argument('<subscription>')
    .option('--name <name>', 'for people')
    .option('--activate', 'use it again after its receiver refused for good')
    .action(async (id: string, wish: Wish) => {
      const channel = await targetOf(io, wish)
      const patch: SubscriptionPatch = {
        ...fieldsOf(wish),
        ...(wish.name === undefined ? {} : { name: wish.name }),
        ...(channel === undefined ? {} : { channel }),
        ...(wish.activate ? { active: true } : {}),
      }
      if (Object.keys(patch).length === 0) {
        const hint = 'name what shall change, for example --group-wait 30s'
        throw new Failure(EXIT.wrongUsage, 'Nothing to change was named.', hint)
      }
      const client = await openClient(io)
      printSubscription(io, wish, await client.subscriptions.edit(id, patch))
    })
}

function withFields(command: Command): Command {
  const channels = ['email', 'webhook', 'sns', 'log']
  const others = (name: string) => channels.filter((channel) => channel !== name)
  return command
    .addOption(
      new Option('--email <address>', 'by e-mail; may be repeated')
        .argParser(addText)
        .conflicts(others('email')),
    )
    .addOption(new Option('--webhook <url>', 'by webhook').conflicts(others('webhook')))
    .option('--webhook-secret-file <path>', 'whsec_…; the server makes one up unless given')
    .addOption(new Option('--sns <arn>', 'by a topic of Amazon SNS').conflicts(others('sns')))
    .addOption(new Option('--log', "on the server's standard output").conflicts(others('log')))
    .addOption(new Option('--event <kind...>', 'which events').choices(EVENT_KINDS))
    .option('--match <name=pattern>', 'which hosts; may be repeated', addPattern)
    .addOption(new Option('--all-hosts', 'the whole fleet').conflicts('match'))
    .option('--group-wait <duration>', 'until a message is composed', duration(0, DAY_MS))
    .option('--group-interval <duration>', 'between messages', duration(0, DAY_MS))
    .option('--json', "print the API's JSON")
}

function fieldsOf(wish: Wish) {
  const { event, match, allHosts, groupWait, groupInterval } = wish
  const copied = Object.entries(match ?? {}).map(([name, patterns]) => [name, [...patterns]])
  const hasMatch = match !== undefined || allHosts
  return {
    ...(event === undefined ? {} : { events: [...new Set(event)] }),
    ...(hasMatch ? { match: Object.fromEntries(copied) } : {}),
    ...(groupWait === undefined ? {} : { groupWaitMs: groupWait }),
    ...(groupInterval === undefined ? {} : { groupIntervalMs: groupInterval }),
  }
}

async function targetOf(io: Io, wish: Wish): Promise<TargetInput | undefined> {
  if (wish.email !== undefined) return { kind: 'email', to: [...wish.email] }
  if (wish.log) return { kind: 'log' }
  if (wish.sns !== undefined) return { kind: 'sns', topicArn: wish.sns }
  if (wish.webhook === undefined) return undefined
  const file = wish.webhookSecretFile
  const secret = file === undefined ? undefined : await readSecret(io, file)
  return { kind: 'webhook', url: wish.webhook, ...(secret === undefined ? {} : { secret }) }
}

async function readSecret(io: Io, file: string): Promise<string> {
  const content = await io.computer.readFile(file).catch((error: NodeJS.ErrnoException) => {
    const message = `The file with the secret cannot be read (${error.code ?? error.message}).`
    throw new Failure(EXIT.badConfiguration, message, 'check its path and its permissions')
  })
  return content.trim()
}

function printSubscription(io: Io, options: JsonOption, subscription: Subscription): void {
  printResource(io, options, subscription)
  const { channel, state, stateReason } = subscription
  if (channel.kind === 'webhook' && channel.secret !== undefined) {
    io.stderr.write('The secret is shown this once: the receiver verifies signatures with it.\n')
  }
  if (state !== 'active' && stateReason !== null) io.stderr.write(`It is ${state} for now.\n`)
}
