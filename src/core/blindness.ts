/** What people and programs are told of Flatline's own blindness: when, why, and what to do. */
import type { BlindCause, BlindEvent } from './event.ts'
import { instant, inWords } from './in-words.ts'
import { type BlindWindow, coveredMs } from './listening.ts'
import type { Message } from './message.ts'

export const WINDOWS_MAX = 20
const EVERYBODY = 'From 10 minutes on everybody is told, also who did not ask to hear of blindness.'
export const WINDOWS_IN_WORDS_MAX = 5

const CAUSES: Readonly<Record<BlindCause, { readonly what: string; readonly cure: string }>> = {
  stopped: {
    what: 'Flatline was not running',
    cure: 'If nobody stopped it, look in the logs of the service and of its host for the reason.',
  },
  stalled: {
    what: 'Flatline stood still',
    cure: 'Look for heavy load, a suspend, or a machine that gets too little processor time.',
  },
  clock: {
    what: 'the clock of the Flatline server was set or the server was suspended',
    cure: 'Keep the clock right by time synchronisation (NTP) and the server from suspending.',
  },
  store: {
    what: 'Flatline could not store heartbeats',
    cure: 'Look for missing space and for errors on its disk, or for throttling of its tables.',
  },
  overload: {
    what: 'Flatline received more heartbeats than it could store',
    cure: 'See "Sizing" in docs/guides/running-it.md: longer intervals or a faster disk help.',
  },
  unreachable: {
    what: 'Flatline did not hear the heartbeats that it sent to itself',
    cure: 'Look at its address, its certificate and whatever stands in front of it.',
  },
}

/** The latest `WINDOWS_MAX` windows, the latest `WINDOWS_IN_WORDS_MAX` of them in the note. */
export function describeBlindness(events: readonly BlindEvent[]): Pick<
  Message,
  'subject' | 'total' | 'hosts' | 'more' | 'note'
> & {
  readonly windows: readonly BlindWindow[]
} {
  const all = windowsOf(events)
  const length = inWords(coveredMs(all))
  const hourMs = Math.max(0, ...events.map((event) => event.hourMs ?? 0))
  const much = inWords(hourMs)
  const causes = [...new Set(all.map(({ cause }) => cause))]
  const note = [
    ...when(all, length),
    ...(hourMs === 0 ? [] : [`In the past hour it was ${much} in all. ${EVERYBODY}`]),
    `What to do: ${causes.map((cause) => CAUSES[cause].cure).join(' ')}`,
    'No host was blamed for it. Hosts that disappeared meanwhile are reported one ' +
      'interval and grace after Flatline listened again.',
  ].join('\n')
  const windows = all.slice(-WINDOWS_MAX)
  return {
    subject: `Flatline was blind for ${hourMs === 0 ? length : `${much} within an hour`}`,
    total: 0,
    hosts: [],
    more: 0,
    note,
    windows,
  }
}

/** By start. A window that was told while it lasted, and again at its end, is one. */
function windowsOf(events: readonly BlindEvent[]): BlindWindow[] {
  const windows = new Map<string, BlindWindow>()
  for (const { cause, at: from, blindMs } of events) {
    const name = `${cause}~${from}`
    const to = Math.max(from + blindMs, windows.get(name)?.to ?? 0)
    windows.set(name, { cause, from, to })
  }
  return [...windows.values()].sort((a, b) => a.from - b.from)
}

function when(windows: readonly BlindWindow[], length: string): string[] {
  const claim = `Flatline could not hear heartbeats for ${length}`
  const [only] = windows
  if (only === undefined) return [`${claim}.`]
  if (windows.length === 1) return [`${claim}, ${span(only)}: ${CAUSES[only.cause].what}.`]
  const shown = windows.slice(-WINDOWS_IN_WORDS_MAX)
  const earlier = windows.length - shown.length
  const to = Math.max(...windows.map((window) => window.to))
  return [
    `${claim} in all, ${windows.length} times ${span({ from: only.from, to })}:`,
    ...(earlier > 0 ? [`(${earlier} more before these)`] : []),
    ...shown.map((each) => {
      return `${span(each)} (${inWords(each.to - each.from)}): ${CAUSES[each.cause].what}`
    }),
  ]
}

function span({ from, to }: Pick<BlindWindow, 'from' | 'to'>): string {
  return `from ${instant(from)} to ${instant(to)}`
}
