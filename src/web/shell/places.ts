export interface Place {
  readonly href: string
  readonly name: string
  /** Pressed after `g`. */
  readonly key?: string
}

export const PLACES: readonly (readonly Place[])[] = [
  [
    { href: '/', name: 'Fleet', key: 'f' },
    { href: '/hosts', name: 'Hosts', key: 'h' },
    { href: '/sites', name: 'Sites', key: 't' },
    { href: '/incidents', name: 'Incidents', key: 'i' },
  ],
  [
    { href: '/subscriptions', name: 'Subscriptions', key: 's' },
    { href: '/silences', name: 'Silences', key: 'l' },
    { href: '/keys', name: 'Keys', key: 'k' },
  ],
  [
    { href: '/system', name: 'System', key: 'y' },
    { href: '/welcome', name: 'Add hosts', key: 'a' },
  ],
]
