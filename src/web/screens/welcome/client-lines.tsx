import { useState } from 'react'
import { cronLine } from '../../../contract/install/cron.ts'
import { curlLine } from '../../../contract/install/curl.ts'
import { dockerCommand } from '../../../contract/install/docker.ts'
import { launchdPlist } from '../../../contract/install/launchd.ts'
import { systemdScript } from '../../../contract/install/systemd.ts'
import type { Installation, InstallTarget } from '../../../contract/install/target.ts'
import { windowsLine } from '../../../contract/install/windows.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Tabs } from '../../parts/tabs.tsx'

const WRITERS: Readonly<Record<string, (target: InstallTarget) => Installation>> = {
  'Linux cron': cronLine,
  systemd: systemdScript,
  macOS: launchdPlist,
  Windows: windowsLine,
  Docker: dockerCommand,
  curl: curlLine,
}
const NAMES = Object.keys(WRITERS)

interface ClientLinesProps {
  /** The word KEY stands in its place if it is not known. */
  readonly apiKey?: string
}

/** The ready line for each system, with the address of this server filled in. */
export function ClientLines({ apiKey = 'KEY' }: ClientLinesProps) {
  const [chosen, choose] = useState('Linux cron')
  const { text, steps } = (WRITERS[chosen] ?? cronLine)({ url: location.origin, key: apiKey })
  return (
    <Tabs label="System of the computer" names={NAMES} chosen={chosen} onChoose={choose}>
      <CodeBlock text={text} what="the line" />
      <ul className="mt-2 list-disc pl-5 text-sm text-soft">
        {apiKey === 'KEY' && <li>Put a key with the scope beat in the place of KEY.</li>}
        {steps
          .filter((step) => !step.includes('flatline install'))
          .map((step) => (
            <li key={step}>{step}</li>
          ))}
      </ul>
    </Tabs>
  )
}
