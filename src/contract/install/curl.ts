import type { Installation, InstallTarget } from './target.ts'

/** One heartbeat, now, to try it out. */
export function curlLine({ url, key }: InstallTarget): Installation {
  const body = String.raw`"{\"hostId\":\"$(hostname)\"}"`
  return {
    text: `curl -fsS -H "x-api-key: ${key}" -d ${body} ${url}/v1/heartbeat\n`,
    steps: ['It answers {"message":"OK"} once the heartbeat is stored.'],
  }
}
