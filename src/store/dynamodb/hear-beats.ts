import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { HostId } from '../../core/ids.ts'
import type { Beat, Edge } from '../../service/ports.ts'
import { edgeOf } from '../edge.ts'
import { call } from './call.ts'
import { unavailable } from './failure.ts'
import { inFlight } from './in-flight.ts'
import { type Item, rowOf } from './pulse-row.ts'
import { IN_FLIGHT_MAX, type PulsesTable } from './pulses-table.ts'
import { heartbeatUpdate } from './update-row.ts'

/** A row can vanish and come back between two requests; more often than this it does not. */
const ROUNDS_MAX = 3

/** Hosts side by side, those of one host in order. Rejects if any cannot be made durable. */
export async function hearBeats(table: PulsesTable, beats: readonly Beat[]): Promise<Edge[]> {
  const edges: Edge[] = beats.map(() => 'none')
  const byHost = new Map<HostId, [number, Beat][]>()
  for (const entry of beats.entries()) {
    const { hostId } = entry[1]
    const own = byHost.get(hostId) ?? []
    byHost.set(hostId, own)
    own.push(entry)
  }
  await inFlight([...byHost.values()], IN_FLIGHT_MAX, async (own) => {
    for (const [index, beat] of own) edges[index] = await hearBeat(table, beat)
  })
  return edges
}

/**
 * If an answer was lost and the same write is sent again, the row "as it was" is the new one. The
 * edge comes from the mark alone, which no heartbeat changes, so it is right all the same.
 */
async function hearBeat(table: PulsesTable, beat: Beat): Promise<Edge> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const command = new UpdateItemCommand(heartbeatUpdate(table, beat))
    const outcome = await call(table.client, command, table.hearing)
    if (outcome.kind === 'done') return edgeOf(markIn(outcome.output.Attributes), beat, false)
    const item = outcome.item ?? (await itemOf(table, beat.hostId))
    if (item === undefined && !beat.mayRegister) return 'refused'
    if (Number(item?.t?.N ?? 0) > beat.at) return edgeOf(markIn(item), beat, true)
  }
  throw unavailable(new Error('the row comes and goes while its heartbeat is stored'))
}

function markIn(item: Item | undefined) {
  return item === undefined ? undefined : rowOf(item)?.recorded
}

async function itemOf(table: PulsesTable, hostId: HostId): Promise<Item | undefined> {
  const command = new GetItemCommand({
    TableName: table.name,
    Key: { h: { S: hostId } },
    ConsistentRead: true,
  })
  const outcome = await call(table.client, command, table.hearing)
  return outcome.kind === 'done' ? outcome.output.Item : undefined
}
