/**
 * What must become true once nothing more goes wrong: both regions sweep and place twice, then
 * everybody falls silent, then everybody is heard again. Each time the records agree with the
 * pulses, there is one open incident per missing host, and every event is in the mailbox.
 */
import { isOverdue } from '../../src/core/deadline.ts'
import type { Host } from '../../src/core/host.ts'
import type { Incident } from '../../src/core/incident.ts'
import { Process } from './process.ts'
import { flightMs, type Region, TIMINGS, timingOf } from './scenario.ts'
import type { World } from './world.ts'

/** A sweep registers a host that was heard longer ago than this (src/service/sweep.ts). */
const REGISTERED_MS = 5_001
const ROUNDS = 2

export async function heal(world: World): Promise<string[]> {
  const broken: string[] = []
  const settleFor = async (laterMs: number, when: string) => {
    world.laterMs += laterMs + flightMs(world.scenario)
    await sweepAll(world)
    for (const says of await disagreements(world)) broken.push(`${when}: ${says}`)
  }
  await settleFor(REGISTERED_MS, 'after healing')
  await settleFor(TIMINGS.longer.timeoutMs + 1, 'when all are silent')
  for (const host of world.heard().keys()) {
    await world.beatBy(new Process('healer', 'east', true), host)
  }
  await settleFor(1, 'when all are back')
  return broken
}

function regionsOf({ scenario }: World): readonly Region[] {
  return scenario.style === 'server' ? ['east'] : ['east', 'west']
}

async function sweepAll(world: World): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const region of regionsOf(world)) await world.sweepBy(new Process('healer', region, true))
  }
}

async function disagreements(world: World): Promise<string[]> {
  const { records } = world.stores
  const hosts = (await records.list('host', { limit: 100 })).items.map(({ value }) => value)
  const incidents = (await records.list('incident', { limit: 100 })).items.map(({ value }) => value)
  const entries = (await records.list('entry', { limit: 100 })).items.map(({ value }) => value)
  const told = entries.map(({ event }) => String(event.id))
  const untold = [...world.laws.events.keys()].filter((id) => !told.includes(id))
  const strange = told.filter((id) => !world.laws.events.has(id))
  const unknown = [...world.heard().keys()].filter(
    (id) => !hosts.some((host) => host.hostId === id),
  )
  const until = world.now - flightMs(world.scenario)
  const listeningSince = world.server?.listening.listeningSince ?? 0
  return [
    ...hosts.flatMap((host) => wrongState(world, host, listeningSince, until)),
    ...hosts.flatMap((host) => wrongIncidents(host, incidents)),
    ...untold.map((id) => `${id} is in no mailbox`),
    ...strange.map((id) => `${id} is in the mailbox and never happened`),
    ...unknown.map((id) => `${id} was heard and is not recorded`),
  ]
}

function wrongState(world: World, host: Host, listeningSince: number, until: number): string[] {
  const { hostId, state, pendingEvents } = host
  const heardAt = world.heard().get(hostId) ?? 0
  const timing = { heardAt, awayMs: 0, ...timingOf(world.scenario, hostId) }
  const silent = isOverdue(timing, 0, until)
  const excused = state === 'up' && !isOverdue(timing, listeningSince, until)
  const expected = silent && !excused ? 'missing' : 'up'
  return [
    ...(state === expected ? [] : [`${hostId} is ${state}, not ${expected}`]),
    ...pendingEvents.map(({ id }) => `${id} is still in the outbox`),
  ]
}

function wrongIncidents({ hostId, state, epoch }: Host, all: readonly Incident[]): string[] {
  const own = all.filter((incident) => incident.hostId === hostId)
  const open = own.filter((incident) => incident.state === 'open').map((each) => each.epoch)
  const expected = state === 'missing' ? [epoch] : []
  const disappearances = Math.ceil(epoch / 2)
  return [
    ...(`${open}` === `${expected}` ? [] : [`${hostId} ${state} ${epoch}: open incidents ${open}`]),
    ...(own.length === disappearances
      ? []
      : [`${hostId} has ${own.length} incidents after ${disappearances} disappearances`]),
  ]
}
