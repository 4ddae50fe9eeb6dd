/** Resolves with how long it took, in ms; rejects when `limitMs` have passed. */
export async function waitUntil(what, isTrue, limitMs, everyMs = 50) {
  const startedAt = performance.now()
  while (!(await isTrue())) {
    if (performance.now() - startedAt > limitMs) throw new Error(`not ${what} in ${limitMs} ms`)
    await pause(everyMs)
  }
  return performance.now() - startedAt
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
