/**
 * Does something with each item, with at most `inFlightMax` under way. After a failure nothing new
 * is begun; it rejects with the first.
 */
export async function inFlight<T>(
  items: readonly T[],
  inFlightMax: number,
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const rest = items.entries()
  let failed = false
  const worker = async () => {
    for (const [index, item] of rest) {
      if (failed) return
      await act(item, index).catch((cause: unknown) => {
        failed = true
        throw cause
      })
    }
  }
  const workers = Math.min(inFlightMax, items.length)
  await Promise.all(Array.from({ length: workers }, worker))
}
