/** The client where wrk is not installed: the same load and the same RESULT line as load.lua. */
import autocannon from 'autocannon'

const HOSTS = 10_000
const [url, connections, duration, key, batch, connection] = process.argv.slice(2)
const size = Number(batch)
let next = 0

function nextBody() {
  const items = Array.from({ length: size }, () => `{"hostId":"host-${(next++ % HOSTS) + 1}"}`)
  return size === 1 ? items[0] : `[${items.join(',')}]`
}

const result = await autocannon({
  url: `${url}${size === 1 ? '/v1/heartbeat' : '/v1/heartbeats'}`,
  method: 'POST',
  headers: { 'x-api-key': key, connection },
  connections: Number(connections),
  duration: Number(duration),
  reconnectRate: connection === 'close' ? 1 : undefined,
  setupClient(client) {
    client.setBody(nextBody())
    client.on('response', () => client.setBody(nextBody()))
  },
})
const { p50, p99, max } = result.latency
const { duration: seconds, non2xx: bad, errors: failed } = result
const requests = result['2xx'] + bad
process.stdout.write(
  `RESULT ${JSON.stringify({ requests, seconds, bad, failed, p50, p99, max })}\n`,
)
