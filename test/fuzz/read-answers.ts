/** One answer as it came over the wire; header names in lower case, in their order. */
export interface WireAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
  /** The head announces a body that did not follow, as for HEAD. */
  readonly headOnly: boolean
}

export interface Reading {
  readonly answers: readonly WireAnswer[]
  /** The beginning of an answer whose rest has not come. */
  readonly rest: Buffer
}

const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d) [\x20-\x7e]+$/
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\x20-\x7e\t]*)$/
const CHUNK_SIZE = /^[0-9a-f]{1,8}$/
const HEAD_END = '\r\n\r\n'
const HTTP = Buffer.from('HTTP/1.')

/**
 * Reads answers as strictly as RFC 9112 lets a sender write them, and throws at whatever is not
 * one. `ended`: nothing more will come. A stream of events counts as an answer once its head is
 * there.
 */
export function readAnswers(bytes: Buffer, ended: boolean): Reading {
  const answers: WireAnswer[] = []
  let at = 0
  while (at < bytes.length) {
    const end = bytes.indexOf(HEAD_END, at)
    if (end < 0) break
    const head = readHead(bytes.toString('latin1', at, end))
    const body = readBody(head, bytes.subarray(end + HEAD_END.length), ended)
    if (body === undefined) break
    const { content, length, headOnly } = body
    answers.push({ ...head, body: content, headOnly })
    at = end + HEAD_END.length + length
  }
  return { answers, rest: bytes.subarray(at) }
}

export function headerOf(answer: Pick<WireAnswer, 'headers'>, name: string): string | undefined {
  const values = answer.headers.filter(([each]) => each === name).map(([, value]) => value)
  if (values.length > 1 && name !== 'set-cookie') throw new Error(`${name} came twice`)
  return values[0]
}

type Head = Pick<WireAnswer, 'status' | 'headers'>

function readHead(text: string): Head {
  const [statusLine = '', ...lines] = text.split('\r\n')
  const status = STATUS_LINE.exec(statusLine)?.[1]
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(statusLine)}`)
  const headers = lines.map((line): [string, string] => {
    const [, name, value] = HEADER.exec(line) ?? []
    if (name === undefined || value === undefined) {
      throw new Error(`no header: ${JSON.stringify(line)}`)
    }
    return [name.toLowerCase(), value]
  })
  return { status: Number(status), headers }
}

interface Body {
  readonly content: Buffer
  /** What it takes on the wire. */
  readonly length: number
  readonly headOnly: boolean
}

const NOTHING = Buffer.alloc(0)

function readBody(head: Head, bytes: Buffer, ended: boolean): Body | undefined {
  const { status } = head
  if (status < 200 || status === 204 || status === 304) {
    return { content: NOTHING, length: 0, headOnly: false }
  }
  const announced = headerOf(head, 'content-length')
  const chunked = headerOf(head, 'transfer-encoding')
  if (announced !== undefined && chunked !== undefined) throw new Error('two framings')
  const headOnly = announced !== '0' && (bytes.length === 0 ? ended : startsAnswer(bytes))
  const isStream = headerOf(head, 'content-type')?.startsWith('text/event-stream') === true
  if (headOnly || isStream)
    return { content: NOTHING, length: isStream ? bytes.length : 0, headOnly }
  if (announced !== undefined) return readCounted(announced, bytes)
  if (chunked === undefined) throw new Error(`${status} has a body without an end`)
  if (chunked !== 'chunked') throw new Error(`Transfer-Encoding: ${chunked}`)
  return readChunks(bytes)
}

function startsAnswer(bytes: Buffer): boolean {
  return bytes.subarray(0, HTTP.length).equals(HTTP)
}

function readCounted(announced: string, bytes: Buffer): Body | undefined {
  if (!/^\d{1,9}$/.test(announced)) throw new Error(`Content-Length: ${announced}`)
  const length = Number(announced)
  if (bytes.length < length) return undefined
  return { content: bytes.subarray(0, length), length, headOnly: false }
}

function readChunks(bytes: Buffer): Body | undefined {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n', at)
    if (end < 0) return undefined
    const size = bytes.toString('latin1', at, end)
    if (!CHUNK_SIZE.test(size)) throw new Error(`no size of a chunk: ${JSON.stringify(size)}`)
    const from = end + 2
    const to = from + Number.parseInt(size, 16)
    if (bytes.length < to + 2) return undefined
    if (bytes.toString('latin1', to, to + 2) !== '\r\n') throw new Error('a chunk without an end')
    if (to === from) return { content: Buffer.concat(chunks), length: to + 2, headOnly: false }
    chunks.push(bytes.subarray(from, to))
    at = to + 2
  }
}
