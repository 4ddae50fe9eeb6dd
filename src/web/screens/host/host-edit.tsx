import { useState } from 'react'
import type { Tagged } from '../../../contract/client-calls.ts'
import type { Host } from '../../../contract/host.ts'
import { Button } from '../../parts/button.tsx'
import { HostDialog } from './host-dialog.tsx'

/** The page goes on being live behind the dialog, which keeps what it was opened with. */
export function HostEdit({ host, onDone }: { host: Tagged<Host>; onDone: () => void }) {
  const [opened, open] = useState<Tagged<Host> | null>(null)
  return (
    <>
      <Button onClick={() => open(host)}>Edit</Button>
      {opened !== null && <HostDialog opened={opened} onDone={onDone} onClose={() => open(null)} />}
    </>
  )
}
