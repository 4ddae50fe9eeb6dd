import { request } from 'node:http'

/** One GET over plain HTTP whose body is given as it came, still compressed. */
export function askBytes(url, headers) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers })
    sent.on('error', reject)
    sent.on('response', async (response) => {
      const chunks = await response.toArray()
      resolve({ status: response.statusCode, body: Buffer.concat(chunks) })
    })
    sent.end()
  })
}
