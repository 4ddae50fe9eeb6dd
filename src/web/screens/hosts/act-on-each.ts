const AT_ONCE = 4

export interface Tally {
  readonly done: number
  readonly failed: readonly { readonly hostId: string; readonly error: unknown }[]
}

/** Runs an act for each host, a few at a time; one that fails stops no other. */
export async function actOnEach(
  hostIds: readonly string[],
  run: (hostId: string) => Promise<unknown>,
): Promise<Tally> {
  const failed: { hostId: string; error: unknown }[] = []
  const queue = [...hostIds]
  const work = async () => {
    for (let hostId = queue.shift(); hostId !== undefined; hostId = queue.shift()) {
      try {
        await run(hostId)
      } catch (error) {
        failed.push({ hostId, error })
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { done: hostIds.length - failed.length, failed }
}
