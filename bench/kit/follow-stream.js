/**
 * Reads a server's event stream as a dashboard does until `end`. Counts changes of the map, and
 * messages after which a page must read it anew because there were too many.
 */
export async function followStream({ url, keys }) {
  const told = { changes: 0, gaps: 0 }
  const stopper = new AbortController()
  const answer = await fetch(`${url}/v1/stream?map=site`, {
    headers: { 'x-api-key': keys.admin },
    signal: stopper.signal,
  })
  if (!answer.ok) throw new Error(await answer.text())
  const reading = readAll(answer.body, told).catch((error) => {
    if (!stopper.signal.aborted) throw error
  })
  return {
    told: () => ({ ...told }),
    async end() {
      stopper.abort()
      await reading
    },
  }
}

async function readAll(body, told) {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const messages = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = messages.pop()
    for (const message of messages) count(message, told)
  }
}

function count(message, told) {
  const fleet = /^event: fleet\ndata: (.*)$/m.exec(message)
  const map = fleet === null ? undefined : JSON.parse(fleet[1]).map
  if (map?.changes === null) told.gaps += 1
  else if (map !== undefined) told.changes += map.changes.length / 2
}
