import type { Installation, InstallTarget } from './target.ts'

/** A container beside the others; it speaks for the computer that it runs on, by its name. */
export function dockerCommand({ url, key }: InstallTarget): Installation {
  const curl = `curl -fsS -m 10 --retry 2 -o /dev/null -H "x-api-key: ${key}"`
  const loop = `while :; do ${curl} -d "hostId=$HOST_ID" ${url}/v1/heartbeat; sleep 60; done`
  const text = `docker run -d --name flatline-heartbeat --restart unless-stopped \\
  -e HOST_ID="$(hostname)" --entrypoint sh curlimages/curl \\
  -c '${loop}'
`
  return {
    text,
    steps: [
      'Run it on the computer itself, where hostname is its name.',
      'See what went wrong: docker logs flatline-heartbeat',
    ],
  }
}
