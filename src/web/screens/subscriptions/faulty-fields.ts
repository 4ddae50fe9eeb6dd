/** What the server may find wrong with which field: JSON pointers, and codes about it. */
export const FAULTY_FIELDS = {
  name: ['/name'],
  target: [
    '/channel',
    'sns_not_configured',
    'smtp_not_configured',
    'public_url_not_configured',
    'forbidden_url',
  ],
  match: ['/match'],
  groupWait: ['/groupWait'],
  groupInterval: ['/groupInterval'],
} as const

export type Faults = Readonly<Partial<Record<keyof typeof FAULTY_FIELDS, string>>>
