import type { Installation, InstallTarget } from './target.ts'

/**
 * A phase per host, from a checksum of its name, spreads a fleet over the minute: dash has no
 * $RANDOM, and `%` means a line break in a crontab unless it is escaped.
 */
export function cronLine({ url, key }: InstallTarget): Installation {
  const phase = String.raw`sleep $(( $(hostname | cksum | cut -d' ' -f1) \% 50 ))`
  const curl = 'curl -fsS -m 10 --retry 2 -o /dev/null'
  const body = String.raw`-d "{\"hostId\":\"$(hostname)\"}"`
  return {
    text: `* * * * * ${phase}; ${curl} -H "x-api-key: ${key}" ${body} ${url}/v1/heartbeat\n`,
    steps: [
      'Add the line to the crontab of any user: crontab -e',
      'or do it at once: (crontab -l 2>/dev/null; flatline install cron 2>/dev/null) | crontab -',
    ],
  }
}
