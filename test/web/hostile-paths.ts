import { HOSTILE_TEXTS, LONG_ID } from './hostile-scene.ts'

/** Of a site with a slash there is a list of hosts instead. */
const HAS_PATH = (text: string) => !text.includes('/')
const REVERSED = `\u202e${'W'.repeat(2_000)}`

/** Where supplied text is shown, and addresses that bring hostile text themselves. */
export function hostilePaths(): string[] {
  const [image = '', script = '', svg = ''] = HOSTILE_TEXTS.map(encodeURIComponent)
  const reversed = encodeURIComponent(REVERSED)
  return [
    '/',
    '/hosts',
    '/hosts/host-0',
    `/hosts/${LONG_ID}`,
    '/sites',
    ...HOSTILE_TEXTS.filter(HAS_PATH).map((text) => `/sites/${encodeURIComponent(text)}`),
    '/incidents?state=all',
    '/incidents/host-0~1',
    `/incidents/${LONG_ID}~1`,
    '/subscriptions',
    '/silences',
    '/keys',
    '/system',
    '/system/audit',
    '/welcome',
    `/hosts?site=${svg}&q=${image}&label.role=${script}&state=${image}&sort=${svg}`,
    `/hosts?site=${reversed}&label.role=${reversed}`,
    `/incidents?site=${image}&state=${svg}`,
    `/incidents?site=${reversed}`,
    ...[image, svg, reversed].flatMap((text) => [
      `/hosts/${text}`,
      `/sites/${text}`,
      `/incidents/${text}`,
    ]),
    `/signin?x=${script}#once=${script}`,
  ]
}
