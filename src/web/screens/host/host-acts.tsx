import { useState } from 'react'
import { navigate } from 'wouter/use-browser-location'
import type { Host } from '../../../contract/host.ts'
import { Button } from '../../parts/button.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { toastList } from '../../parts/toast-list.ts'
import { BULK_ACTS, type BulkAct } from '../hosts/bulk-acts.ts'

/** What can be done to one host; what is lost is confirmed by its name. */
export function HostActs({ host, onDone }: { host: Host; onDone: () => void }) {
  const [asked, ask] = useState<BulkAct | null>(null)
  const { hostId, state } = host
  const act = async ({ verb, done, run }: BulkAct) => {
    await run(hostId)
    toastList.say(`${done} ${hostId}.`)
    if (verb === 'Delete') navigate('/hosts')
    else onDone()
  }
  const fits = ({ verb }: BulkAct) => {
    if (verb === 'Pause') return state !== 'paused' && state !== 'retired'
    if (verb === 'Resume') return state === 'paused' || state === 'retired'
    return verb !== 'Retire' || state !== 'retired'
  }
  const mild = ({ verb }: BulkAct) => verb === 'Pause' || verb === 'Resume'
  return (
    <>
      {BULK_ACTS.filter(fits).map((each) => (
        <Button key={each.verb} onClick={() => ask(each)}>
          {each.verb}
        </Button>
      ))}
      {asked !== null && (
        <ConfirmDialog
          title={`${asked.verb} ${hostId}?`}
          verb={asked.verb}
          {...(mild(asked) ? {} : { name: hostId })}
          act={() => act(asked)}
          onClose={() => ask(null)}
        >
          {asked.means.replace('they fall', 'it falls').replace('they are', 'it is')}
        </ConfirmDialog>
      )}
    </>
  )
}
