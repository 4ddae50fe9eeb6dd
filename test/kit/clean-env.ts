import { dirname } from 'node:path'

/** What a person's shell has at least; nothing of ours from outside gets in. */
export function cleanEnv(
  home: string,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const path = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`
  return { PATH: path, HOME: home, LANG: 'C.UTF-8', TZ: 'UTC', ...extra }
}
