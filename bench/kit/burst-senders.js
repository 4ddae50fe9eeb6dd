import { readFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { connect as connectSecure, createSecureContext } from 'node:tls'

const OTHER_FILES = 200
/** One for all spares the client work; nothing of a former connection is resumed. */
const secureContext = createSecureContext()

/** A relay or proxy in front: heartbeats of all hosts over `count` connections that stay open. */
export function keptConnections(url, count) {
  const waiting = queue()
  const idle = Array.from({ length: count }, () => ({ socket: null, job: null }))
  const next = (line) => {
    line.job = waiting.take()
    if (line.job === undefined) return idle.push(line)
    line.socket ??= openLine(line)
    line.socket.write(line.job.bytes)
  }
  const openLine = (line) => {
    const lose = (why) => {
      line.socket = null
      line.job?.failed(why)
      next(line)
    }
    return open(url, {
      onAnswer(answer) {
        line.job?.answered(answer)
        next(line)
      },
      onLost: lose,
    })
  }
  return {
    send(job) {
      job.started()
      waiting.put(job)
      const line = idle.pop()
      if (line !== undefined) next(line)
    },
  }
}

/** What curl does: a new connection for each heartbeat, closed by the client after the answer. */
export function freshConnections(url) {
  const openMax = filesMax() - OTHER_FILES
  const waiting = queue()
  let inUse = 0
  const begin = (job) => {
    inUse++
    job.started()
    let over = false
    const leave = (settle) => {
      if (over) return
      over = true
      settle()
      socket.destroy()
      inUse--
      const next = waiting.take()
      if (next !== undefined) begin(next)
    }
    const socket = open(url, {
      onAnswer: (answer) => leave(() => job.answered(answer)),
      onLost: (why) => leave(() => job.failed(why)),
    })
    job.cancel = () => leave(() => {})
    socket.write(job.bytes)
  }
  return {
    send(job) {
      if (inUse < openMax) begin(job)
      else waiting.put(job)
    },
  }
}

function open(url, { onAnswer, onLost }) {
  const { protocol, hostname: host, port } = new URL(url)
  const options = {
    host,
    port: Number(port),

    secureContext,
    rejectUnauthorized: false,
  }
  const socket = protocol === 'https:' ? connectSecure(options) : connectPlain(options)
  let text = ''
  let why = 'closed'
  socket.setNoDelay(true)
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    const answer = readAnswer(text)
    if (answer === null) return
    text = ''
    onAnswer(answer)
  })
  socket.on('error', ({ code, message }) => {
    why = code ?? message
  })
  socket.on('close', () => onLost(why))
  return socket
}

function readAnswer(text) {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const head = text.slice(0, headEnd)
  const bodyBytes = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  if (text.length < headEnd + 4 + bodyBytes) return null
  return { status: Number(head.slice(9, 12)), retryAfter: /\r\nretry-after: *\d/i.test(head) }
}

/** First in, first out; whoever has no time left is passed over. */
function queue() {
  let jobs = []
  let at = 0
  return {
    put: (job) => jobs.push(job),
    take() {
      while (jobs[at]?.settled) at++
      const job = jobs[at++]
      if (at >= jobs.length) {
        jobs = []
        at = 0
      }
      return job
    },
  }
}

function filesMax() {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? 1_024)
  } catch {
    return 1_024
  }
}
