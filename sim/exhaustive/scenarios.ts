import {
  DEFAULTS,
  FLIGHT_MS,
  type Region,
  type Scenario,
  type Sweeper,
  TIMINGS,
} from './scenario.ts'

const DEADLINE = DEFAULTS.timeoutMs
/** A function that sweeps now judges by what had arrived a flight ago. */
const IN_TIME = DEADLINE + FLIGHT_MS
const OVERDUE = IN_TIME + 1

const FUNCTIONS = { style: 'functions', crashes: 0, lostAnswers: 0, beats: [] } as const
const IN_EAST: Scenario['hosts'] = [{ id: 'a', region: 'east' }]
const BEAT_EAST = { region: 'east', host: 'a' } as const
const NEW_EAST = { region: 'east', host: 'b' } as const
const BEAT_WEST = { region: 'west', host: 'a' } as const

function sweeper(region: Region, places = true, runs = 1): Sweeper {
  return { region, runs, places }
}

/** `large`: the same scenarios with more going on at the same time; some take hours. */
export function scenariosOf(large: boolean): readonly Scenario[] {
  return [...ofOneServer(large), ...ofHeartbeats(large), ...ofSilence(large), ...ofMoving(large)]
}

function ofSilence(large: boolean): Scenario[] {
  return [
    {
      ...FUNCTIONS,
      name: 'twice',
      about: 'the scheduler calls twice in one region, while the host falls silent',
      hosts: IN_EAST,
      sweepers: [sweeper('east'), sweeper('east')],
      instants: large ? [IN_TIME, OVERDUE] : [OVERDUE],
      crashes: large ? 1 : 0,
    },
    {
      ...FUNCTIONS,
      name: 'two hosts',
      about: 'hosts of both regions fall silent; two processes place it in one mailbox',
      hosts: [...IN_EAST, { id: 'b', region: 'west' }],
      sweepers: [sweeper('east'), sweeper('west')],
      instants: [OVERDUE],
      crashes: 1,
      lostAnswers: large ? 1 : 0,
    },
    {
      ...FUNCTIONS,
      name: 'silence',
      about: 'a host falls silent; both regions sweep; one process dies, one answer is lost',
      hosts: IN_EAST,
      sweepers: [sweeper('east', true, large ? 2 : 1), sweeper('west')],
      instants: [IN_TIME, OVERDUE],
      crashes: 1,
      lostAnswers: 1,
    },
  ]
}

function ofHeartbeats(large: boolean): Scenario[] {
  return [
    {
      ...FUNCTIONS,
      name: 'flight',
      about: 'a heartbeat arrives just in time, and is stored when its host is judged',
      hosts: IN_EAST,
      sweepers: [sweeper('east', large), sweeper('west', large)],
      beats: large ? [BEAT_EAST, BEAT_EAST] : [BEAT_EAST],
      instants: [DEADLINE, DEADLINE + 1, OVERDUE],
    },
    {
      ...FUNCTIONS,
      name: 'return',
      about: 'a host is heard again, twice, just while it is judged and recorded',
      hosts: IN_EAST,
      sweepers: [sweeper('east', large)],
      beats: [BEAT_EAST, BEAT_EAST],
      instants: large ? [OVERDUE, OVERDUE + 1] : [OVERDUE],
      crashes: large ? 1 : 0,
      lostAnswers: large ? 1 : 0,
    },
    {
      ...FUNCTIONS,
      name: 'arrival',
      about: 'a host is heard in the other region for the first time; a process dies',
      hosts: IN_EAST,
      sweepers: [sweeper('east', large)],
      beats: large ? [BEAT_WEST, BEAT_EAST] : [BEAT_WEST],
      instants: [OVERDUE],
      crashes: 1,
      lostAnswers: large ? 1 : 0,
    },
  ]
}

function ofOneServer(large: boolean): Scenario[] {
  const server = { ...FUNCTIONS, style: 'server', hosts: IN_EAST } as const
  return [
    {
      ...server,
      name: 'held',
      about: 'one server gets a heartbeat just in time, and stores it when its host is judged',
      sweepers: [sweeper('east', true)],
      beats: large ? [BEAT_EAST, BEAT_EAST] : [BEAT_EAST],
      instants: [DEADLINE, DEADLINE + 1, DEADLINE + 2],
    },
    {
      ...server,
      name: 'newcomer',
      about: 'one server hears a new host while it finds another missing; it dies once',
      sweepers: [sweeper('east', true)],
      beats: large ? [NEW_EAST, NEW_EAST, BEAT_EAST] : [NEW_EAST],
      instants: [DEADLINE + 1],
      crashes: 1,
      lostAnswers: large ? 1 : 0,
    },
    {
      ...server,
      name: 'server',
      about: 'one server hears and sweeps at the same time; it dies, and its store fails',
      sweepers: [sweeper('east', true, 2)],
      beats: large ? [BEAT_EAST, NEW_EAST] : [BEAT_EAST],
      instants: large ? [DEADLINE, DEADLINE + 1] : [DEADLINE + 1],
      crashes: 1,
      lostAnswers: 1,
    },
  ]
}

function ofMoving(large: boolean): Scenario[] {
  const move: Scenario = {
    ...FUNCTIONS,
    name: 'move',
    about: 'a host has left its timing where it came from, and goes back there, while both sweep',
    hosts: [{ id: 'a', region: 'west', before: 'longer' }],
    sweepers: [sweeper('east', large), sweeper('west', large)],
    beats: large ? [BEAT_EAST, BEAT_WEST, BEAT_EAST] : [BEAT_EAST],
    instants: [OVERDUE],
    crashes: 1,
    lostAnswers: 1,
  }
  const both: Scenario = {
    ...FUNCTIONS,
    name: 'both',
    about: 'both regions judge one host, which is heard just then',
    hosts: [{ id: 'a', region: 'west', before: 'default' }],
    sweepers: [sweeper('east', large), sweeper('west', large)],
    beats: large ? [BEAT_WEST, BEAT_EAST] : [BEAT_WEST],
    instants: [OVERDUE],
    crashes: large ? 1 : 0,
  }
  const haste: Scenario = {
    ...FUNCTIONS,
    name: 'haste',
    about: 'a host has left a shorter timing behind; it is taken along, so that it is missed',
    hosts: [{ id: 'a', region: 'west', before: 'shorter' }],
    sweepers: [sweeper('east', large), sweeper('west', large)],
    beats: large ? [BEAT_WEST] : [],
    instants: [TIMINGS.shorter.timeoutMs + FLIGHT_MS + 1],
    crashes: 1,
    lostAnswers: 1,
  }
  return [move, haste, both]
}
