const NUMBER = new Intl.NumberFormat('en-US')

/** "99,412" */
export function countWords(count: number): string {
  return NUMBER.format(count)
}
