import type { Installation, InstallTarget } from './target.ts'

/** A property list for launchd (launchd.plist(5)), with the same fixed phase as the cron line. */
export function launchdPlist({ url, key }: InstallTarget): Installation {
  const phase = `sleep $(( $(hostname | cksum | cut -d' ' -f1) % 50 ))`
  const curl = `curl -fsS -m 10 --retry 2 -o /dev/null -H "x-api-key: ${key}"`
  const body = String.raw`-d "{\"hostId\":\"$(hostname)\"}"`
  const command = escapeXml(`${phase}; ${curl} ${body} ${url}/v1/heartbeat`)
  return {
    text: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>flatline.heartbeat</string>
  <key>ProgramArguments</key>
  <array>
    <string>/bin/sh</string>
    <string>-c</string>
    <string>${command}</string>
  </array>
  <key>StartInterval</key>
  <integer>60</integer>
  <key>RunAtLoad</key>
  <true/>
</dict>
</plist>
`,
    steps: [
      'Save it as root, readable by root only: flatline install launchd | sudo sh -c \\',
      "  'umask 077; cat > /Library/LaunchDaemons/flatline.heartbeat.plist'",
      'Start it: sudo launchctl bootstrap system /Library/LaunchDaemons/flatline.heartbeat.plist',
    ],
  }
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
