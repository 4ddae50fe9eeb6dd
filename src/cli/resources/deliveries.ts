import { type Command, Option } from 'commander'
import { DELIVERY_STATES, type Delivery } from '../../contract/delivery.ts'
import { openClient } from '../connect/open-client.ts'
import type { Io } from '../terminal/io.ts'
import { agoCell, stateCell } from './cells.ts'
import { deliveryLines } from './delivery-lines.ts'
import { type Column, type ListOptions, printList } from './print-list.ts'
import { addAct, addGet, addList, addResource } from './verbs.ts'

const COLUMNS: readonly Column<Delivery>[] = [
  { title: 'delivery', cell: (delivery) => delivery.id },
  { title: 'state', cell: (delivery, view) => stateCell(delivery.state, view) },
  { title: 'created', cell: (delivery, view) => agoCell(delivery.createdAt, view) },
  { title: 'attempts', align: 'right', cell: (delivery) => String(delivery.attemptsTotal) },
  { title: 'next', cell: (delivery, view) => agoCell(delivery.nextAttemptAt, view) },
  { title: 'subject', cell: (delivery) => delivery.subject },
]

interface Filter extends ListOptions {
  readonly state?: string
  readonly subscription?: string
}

export function addDeliveries(program: Command, io: Io): void {
  const deliveries = addResource(program, 'deliveries', 'show messages, and send them again', [
    'list --state dead',
    'resend DELIVERY',
  ])
  addList(deliveries, 'list deliveries, newest first')
    .addOption(new Option('--state <state>', 'in this state').choices(DELIVERY_STATES))
    .option('--subscription <id>', 'of this subscription')
    .action(async ({ state, subscription: subscriptionId, ...options }: Filter) => {
      const client = await openClient(io)
      await printList(io, options, {
        client,
        fetchPage: client.deliveries.list,
        filters: { state, subscriptionId },
        columns: COLUMNS,
        things: 'deliveries',
      })
    })
  addGet(deliveries, io, 'delivery', (client, id) => client.deliveries.get(id), deliveryLines)
  addAct(deliveries, io, {
    verb: 'resend',
    summary: 'send a delivery again, with the same id and words',
    done: 'will be sent again at once',
    argument: 'delivery',
    run: (client, id) => client.deliveries.resend(id),
  })
}
