import { fileURLToPath } from 'node:url'
import { fleetOf } from './kit/fleet.js'
import { megabytes, seconds, short } from './kit/numbers.js'
import { runProgram } from './kit/program.js'

const CHILD = fileURLToPath(new URL('./kit/day-child.js', import.meta.url))
const LIMIT = 1.1
const SIZE = { hosts: 1_000_000, minutely: 50_000 }
const QUICK_SIZE = { hosts: 10_000, minutely: 4_000 }
const SHOWN_EVERY_HOURS = 3
/** Hours of the second and of the last quarter. */
const SECOND = [6, 12]
const LAST = [18, 24]

/** Does anything grow over a day that should not? */
export async function measureDay({ quick }) {
  const { hosts, minutely } = quick ? QUICK_SIZE : SIZE
  const { dataDir } = await fleetOf(hosts)
  const args = ['--expose-gc', CHILD, dataDir, hosts, minutely].map(String)
  const output = await runProgram(process.execPath, args)
  const hours = [...output.matchAll(/^HOUR (.*)$/gm)].map(([, line]) => JSON.parse(line))
  return report({ hosts, minutely, hours })
}

const COLUMNS = [
  'hours',
  'heartbeats',
  'RSS',
  'heap in use',
  'pulses.db',
  'journal at most',
  'records.db',
  'incidents',
]

function report({ hosts, minutely, hours }) {
  const last = hours.at(-1)
  return {
    title: 'A day',
    notes: [
      `24 hours of ${short(hosts)} hosts in ${seconds(last.cpuMs)} of processor time: ` +
        `${short(minutely)} beat each minute, the others each hour, and one in a thousand of ` +
        'those is silent for ten minutes of each hour. Store, verbs and context are those of the ' +
        'server, in one thread, with a clock moved by hand in steps of 15 s; timers and HTTP are ' +
        'left out. Pages and logs are stored every 30 s of that clock. RSS after a garbage ' +
        'collection; files with their logs.',
    ],
    tables: [{ columns: COLUMNS, rows: hours.filter(isShown).map(rowOf) }],
    goals: [
      goalOf('memory', hours, ({ rss }) => rss),
      goalOf('pulses.db with its log', hours, ({ pulses }) => pulses),
      {
        what: 'records.db, which keeps incidents for 400 days and messages for 90',
        goal: '≤ 16 KB more per incident',
        measured: `${short(perIncident(hours) / 1_024)} KB`,
        met: perIncident(hours) <= 16_384,
      },
      {
        what: 'incidents in the day that no host was silent for',
        goal: '0',
        measured: String(last.incidents - last.silences),
        met: last.incidents === last.silences,
      },
    ],
  }
}

function isShown({ hour }) {
  return hour === 0 || (hour + 1) % SHOWN_EVERY_HOURS === 0
}

function rowOf({ hour, beats, rss, heapUsed, pulses, journalPeak, records, incidents }) {
  return [
    String(hour + 1),
    short(beats),
    megabytes(rss),
    megabytes(heapUsed),
    megabytes(pulses),
    megabytes(journalPeak),
    megabytes(records),
    String(incidents),
  ]
}

function goalOf(what, hours, figure) {
  const most = ([from, to]) => Math.max(...hours.slice(from, to).map(figure))
  const ratio = most(LAST) / most(SECOND)
  return {
    what: `${what} over a day, last quarter against the second`,
    goal: `≤ ${LIMIT} ×`,
    measured: `${short(ratio)} × (${megabytes(most(LAST))})`,
    met: ratio <= LIMIT,
  }
}

/** After the first quarter, in which all that beat each minute were recorded once. */
function perIncident(hours) {
  const [from, to] = [hours[SECOND[0]], hours.at(-1)]
  return (to.records - from.records) / (to.incidents - from.incidents)
}
