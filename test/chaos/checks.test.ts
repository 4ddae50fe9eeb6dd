import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../sim/kernel/random.ts'
import { heartbeatFaults } from './check-heartbeats.ts'
import { incidentFaults } from './check-incidents.ts'
import { logFaults, noticedBy, readLog } from './check-log.ts'
import { messageFaults, waitFaults } from './check-messages.ts'
import { answerFault } from './fleet.ts'
import type { Disturbance, History, Telling } from './history.ts'
import { drawPlan } from './plan.ts'
import { BEGAN, delivery, message, shownIncident, soundHistory, text } from './sound-history.ts'

const HOUR_MS = 3_600_000
const sound = soundHistory()
const MEANS = { clock: true, disk: true }
const REFUSAL = { at: text(0), durationMs: 1, outcome: 'refused', detail: 'HTTP 410' } as const

it('finds nothing wrong where all is well', () => {
  expect(allFaults({}, {})).toEqual([])
})

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    const drawn = (seed: number) => JSON.stringify(drawPlan(seededRandom(seed), MEANS))
    expect(drawn(7)).toBe(drawn(7))
    expect(drawn(7)).not.toBe(drawn(8))
  })

  it('strikes in every way that the machine allows', () => {
    const kinds = (clock: boolean, disk: boolean) => {
      const { strikes } = drawPlan(seededRandom(7), { clock, disk })
      return [...new Set(strikes.map(({ kind }) => kind))].sort()
    }
    expect(kinds(true, true)).toEqual(['clock', 'disk', 'kill', 'restart', 'stop'])
    expect(kinds(false, false)).toEqual(['kill', 'restart', 'stop'])
  })
})

describe('an acknowledged heartbeat', () => {
  it('is missed when an older one is stored', () => {
    expect(allFaults(heardAt('dead', text(19_000)), {})).toEqual([
      expect.stringContaining('dead: the heartbeat of'),
    ])
  })

  it('is missed when its host was forgotten', () => {
    const hosts = sound.shown.hosts.filter(({ hostId }) => hostId !== 'dead')
    const faults = heartbeatFaults({ ...sound, shown: { ...sound.shown, hosts } })
    expect(faults).toEqual([expect.stringContaining('dead: the heartbeat of')])
  })

  it('may be an hour older once the clock was set back by one, and no more', () => {
    const clock = [...sound.clock, { at: BEGAN + 30_000, aheadMs: -HOUR_MS }]
    const faultsOf = (heardMs: number) =>
      heartbeatFaults({ ...sound, ...heardAt('dead', text(heardMs)), clock })
    expect(faultsOf(20_000 - HOUR_MS)).toEqual([])
    expect(faultsOf(19_999 - HOUR_MS)).toHaveLength(1)
  })
})

describe('an incident', () => {
  it('is false for a host that beat all the time', () => {
    expect(withIncident(shownIncident('steady', 30_000, 30_500))).toEqual(
      expect.arrayContaining([
        expect.stringContaining('steady~1: heard'),
        expect.stringContaining('steady is called missing although it beat'),
      ]),
    )
  })

  it('is false before a full timeout of listening', () => {
    const disturbances: Disturbance[] = [{ kind: 'kill', from: BEGAN + 20_500, to: BEGAN + 21_000 }]
    expect(incidentFaults({ ...sound, disturbances })).toEqual([
      expect.stringContaining('dead~1: 2200 ms after a kill'),
      expect.stringContaining('back~1: 2200 ms after a kill'),
    ])
  })

  it('is false within a timeout of a clock that was set, if it was noticed by the new time', () => {
    const set = {
      kind: 'clock',
      from: BEGAN + 23_000,
      to: BEGAN + 23_000,
      aheadMs: HOUR_MS,
    } as const
    const clock = [...sound.clock, { at: BEGAN + 23_500, aheadMs: HOUR_MS }]
    const faultsOf = (aheadMs: number) => {
      const incidents = [shownIncident('dead', 23_200 + aheadMs, null)]
      const shown = { ...sound.shown, incidents }
      return incidentFaults({ ...sound, clock, disturbances: [set], shown })
    }
    expect(faultsOf(HOUR_MS)).toContain('dead~1: 200 ms after a clock')
    expect(faultsOf(0)).not.toContainEqual(expect.stringContaining('after a clock'))
  })

  it('is due for every silence that could be seen', () => {
    const incidents = sound.shown.incidents.filter(({ hostId }) => hostId !== 'dead')
    const faults = incidentFaults({ ...sound, shown: { ...sound.shown, incidents } })
    expect(faults).toContainEqual(expect.stringContaining('dead: no incident for a silence'))
  })

  it('is not due for a silence in which the server was disturbed again and again', () => {
    const disturbances = Array.from({ length: 12 }, (_, index): Disturbance => {
      const from = BEGAN + 18_000 + index * 4_000
      return { kind: 'kill', from, to: from + 100 }
    })
    const incidents = sound.shown.incidents.filter(({ hostId }) => hostId !== 'dead')
    const faults = incidentFaults({ ...sound, disturbances, shown: { ...sound.shown, incidents } })
    expect(faults.filter((fault) => fault.includes('no incident'))).toEqual([])
  })

  it('is one per silence, with epochs that rise and agree with the host', () => {
    expect(withIncident(shownIncident('dead', 30_000, null, 3))).toEqual(
      expect.arrayContaining([
        expect.stringContaining('dead: 2 incidents for a silence'),
        expect.stringContaining('dead~1 is still open although others followed'),
        expect.stringContaining('dead is in epoch 1, not 3'),
      ]),
    )
    expect(withIncident(shownIncident('dead', 30_000, null, 2))).toContainEqual(
      expect.stringContaining('dead~2: epochs do not rise by one'),
    )
  })

  it('agrees with the state of its host', () => {
    const hosts = sound.shown.hosts.map((host) => ({ ...host, state: 'up' }) as const)
    expect(incidentFaults({ ...sound, shown: { ...sound.shown, hosts } })).toEqual([
      'dead is up; its incidents differ',
    ])
  })
})

describe('a message', () => {
  const [missing, recovered] = received(sound.tellings[0])

  it('has one wording', () => {
    const other = { ...missing, body: `${missing.body} ` }
    expect(allFaults({}, { received: [missing, other, recovered], broughtBack: 1 })).toEqual([
      'healthy: healthy~1 came in 2 wordings',
    ])
  })

  it('is stored', () => {
    expect(allFaults({}, { deliveries: [delivery('healthy~1', 'sent')] })).toEqual([
      'healthy: healthy~2 is not stored',
    ])
  })

  it('comes again only for an interruption', () => {
    const copies = (count: number) => new Array<typeof missing>(count).fill(missing)
    expect(allFaults({}, { received: [...copies(2), recovered] })).toEqual([])
    expect(allFaults({}, { received: [...copies(3), recovered] })).toEqual([
      'healthy: 2 copies of what was taken, for 1 interruptions',
    ])
    const refused = { ...missing, answered: 500 }
    expect(allFaults({}, { received: [refused, refused, refused, missing, recovered] })).toEqual([])
  })

  it('ends, and as it was received', () => {
    const faults = (state: 'retrying' | 'dead' | 'sent', answered: number) => {
      const deliveries = [delivery('healthy~1', state), delivery('healthy~2', 'sent')]
      return allFaults({}, { received: [{ ...missing, answered }, recovered], deliveries })
    }
    expect(faults('retrying', 500)).toEqual(['healthy: healthy~1 is still retrying'])
    expect(faults('dead', 500)).toEqual(['healthy: healthy~1 is dead: HTTP 200'])
    expect(faults('dead', 200)).toEqual(['healthy: healthy~1 is dead although it was taken'])
    expect(faults('sent', 500)).toEqual([
      'healthy: healthy~1 is recorded as sent, and nobody took it',
    ])
  })

  it('may be refused for good when it comes again, by a receiver that has gone meanwhile', () => {
    const gone = { ...missing, answered: 410 }
    const refused = { ...delivery('healthy~1', 'dead'), attempts: [REFUSAL] }
    const deliveries = [refused, delivery('healthy~2', 'sent')]
    const telling = { name: 'gone' as const, received: [missing, gone, recovered], deliveries }
    expect(allFaults({}, telling)).toEqual([])
    expect(allFaults({}, { ...telling, received: [gone, missing, recovered] })).toContain(
      'gone: healthy~1 is dead although it was taken',
    )
  })

  it('tells of each incident once, and of its end after it', () => {
    const again = message('healthy~2', 41_000, 'hosts.missing', ['back~1'])
    expect(allFaults({}, { received: [missing, again] })).toContain(
      'healthy: back~1 is told by several messages',
    )
    expect(allFaults({}, { received: [recovered, missing] })).toEqual([
      'healthy: back~1 is told to be over before it is told',
    ])
  })

  it('is owed for each incident that was open long enough, and for its end', () => {
    const onlyDead = message('healthy~1', 30_000, 'hosts.missing', ['dead~1'])
    expect(allFaults({}, { received: [onlyDead, recovered] })).toEqual([
      'healthy: only the end of back~1 is told',
      'healthy: back~1 is not told',
    ])
    const deliveries = [delivery('healthy~1', 'sent')]
    expect(allFaults({}, { received: [missing], deliveries })).toEqual([
      'healthy: the end of back~1 is not told',
    ])
  })

  it('does not wait for an hour that the clock was set by', () => {
    const next = { ...delivery('healthy~1', 'retrying'), nextAttemptAt: text(HOUR_MS + 20_000) }
    const telling: Telling = { ...toldBy({}), deliveries: [next] }
    expect(waitFaults(telling, BEGAN + 20_000)).toEqual([
      'healthy: healthy~1 is to be attempted again in 60 minutes',
    ])
    expect(waitFaults(telling, BEGAN + HOUR_MS)).toEqual([])
  })
})

describe('an answer to a heartbeat', () => {
  it('is 200, or 503 and when to come back', () => {
    expect(answerFault({ status: 200, retryAfter: undefined, text: '' })).toBeUndefined()
    expect(answerFault({ status: 503, retryAfter: '1', text: '' })).toBeUndefined()
    expect(answerFault({ status: 503, retryAfter: undefined, text: '' })).toContain('undefined')
    expect(answerFault({ status: 500, retryAfter: '1', text: 'oh' })).toContain('500: oh')
  })
})

describe('the log', () => {
  const line = (level: string, afterMs: number) =>
    `${JSON.stringify({ level, time: text(afterMs), msg: 'said' })}\n`
  const full: Disturbance[] = [{ kind: 'disk', from: BEGAN, to: BEGAN + 5_000 }]
  const faultsOf = (output: string) => logFaults(readLog([output]), sound.clock, full)

  it('may hold errors while the disk was full, and nothing worse', () => {
    expect(faultsOf(line('error', 2_000) + line('warn', 50_000))).toEqual([])
    expect(faultsOf(line('error', 50_000))).toEqual([expect.stringContaining('error at')])
    expect(faultsOf(line('fatal', 2_000))).toEqual([expect.stringContaining('fatal at')])
    expect(faultsOf('Error: oh\n')).toEqual(['not a line of the log: Error: oh'])
  })

  it('may end in the middle of a line, as a kill leaves it', () => {
    expect(faultsOf(`${line('info', 0)}{"level":"err`)).toEqual([])
  })

  it('tells when the server could not hear', () => {
    const window = { from: BEGAN + HOUR_MS, to: BEGAN + HOUR_MS + 4_000 }
    const clock = [...sound.clock, { at: BEGAN, aheadMs: HOUR_MS }]
    const output = `${JSON.stringify({ level: 'warn', time: text(0), msg: 'blind', window })}\n`
    expect(noticedBy(readLog([output]), clock)).toEqual([
      { kind: 'noticed by the server', from: BEGAN, to: BEGAN + 4_000 },
    ])
  })
})

/** What is found where the sound history is changed in these points. */
function allFaults(history: Partial<History>, telling: Partial<Telling>): string[] {
  const changed = { ...sound, ...history }
  return [
    ...heartbeatFaults(changed),
    ...incidentFaults(changed),
    ...messageFaults(changed, toldBy(telling)),
  ]
}

function toldBy(telling: Partial<Telling>): Telling {
  const [healthy] = sound.tellings
  if (healthy === undefined) throw new Error('the sound history tells nothing')
  return { ...healthy, ...telling }
}

function received(telling: Telling | undefined) {
  const [missing, recovered] = telling?.received ?? []
  if (missing === undefined || recovered === undefined) throw new Error('two messages are needed')
  return [missing, recovered] as const
}

function heardAt(hostId: string, lastHeartbeatAt: string): Pick<History, 'shown'> {
  const hosts = sound.shown.hosts.map((host) =>
    host.hostId === hostId ? { ...host, lastHeartbeatAt } : host,
  )
  return { shown: { ...sound.shown, hosts } }
}

function withIncident(incident: ReturnType<typeof shownIncident>): string[] {
  const incidents = [...sound.shown.incidents, incident]
  return incidentFaults({ ...sound, shown: { ...sound.shown, incidents } })
}
