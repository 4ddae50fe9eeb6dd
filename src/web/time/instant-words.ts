const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const SHORT = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

/** In the viewer's zone; without the date if it is of today. */
export function instantWords(at: number, now: number): string {
  return isSameDay(at, now) ? TIME.format(at) : DAY.format(at)
}

/** "08:14", in the viewer's zone. */
export function clockWords(at: number): string {
  return SHORT.format(at)
}

/** "2026-03-01 14:02:00 UTC" */
export function utcWords(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}
