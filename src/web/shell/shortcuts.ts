/** What each key does, in words, for the page of help. */
export const SHORTCUTS: readonly (readonly [keys: string, does: string])[] = [
  ['/', 'Search hosts'],
  ['g f', 'Fleet'],
  ['g h', 'Hosts'],
  ['g t', 'Sites'],
  ['g i', 'Incidents'],
  ['g s', 'Subscriptions'],
  ['g l', 'Silences'],
  ['g k', 'Keys'],
  ['g y', 'System'],
  ['g a', 'Add hosts'],
  ['j / k', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['Esc', 'Close, or go up'],
  ['?', 'This list'],
]
