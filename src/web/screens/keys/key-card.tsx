import { useState } from 'react'
import type { Key } from '../../../contract/key.ts'
import type { KeySecret } from '../../../contract/key-secret.ts'
import { client } from '../../live/client.ts'
import { Button } from '../../parts/button.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { countWords } from '../../parts/count-words.ts'
import { toastList } from '../../parts/toast-list.ts'
import { useSession } from '../../shell/session.tsx'
import { Instant } from '../../time/instant.tsx'

interface KeyCardProps {
  readonly of: Key
  readonly onRotated: (key: KeySecret) => void
  readonly onDone: () => void
}

export function KeyCard({ of, onRotated, onDone }: KeyCardProps) {
  const { id, name, scopes, hostPattern, hostsMax, labels, createdAt, expiresAt } = of
  const own = useSession().keyId === id
  const stamps = Object.entries(labels).map(([label, value]) => `${label}=${value}`)
  return (
    <li className="panel flex flex-wrap items-start justify-between gap-3 p-4">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3">
          <strong className="font-semibold">{name}</strong>
          <code className="text-sm text-soft">fl_{id}_…</code>
          <span className="rounded-md bg-raised px-2 text-sm">{scopes.join(', ')}</span>
          {own && <span className="text-sm text-accent">this session</span>}
        </p>
        <p className="text-sm text-soft">
          for hosts {hostPattern}, at most {countWords(hostsMax)}
          {stamps.length > 0 && `, stamps ${stamps.join(', ')}`} · made <Instant at={createdAt} />
          {expiresAt !== null && (
            <>
              {' '}
              · expires <Instant at={expiresAt} />
            </>
          )}
          {of.formerUntil !== null && (
            <>
              {' '}
              · its former secret works until <Instant at={of.formerUntil} as="absolute" />
            </>
          )}
        </p>
      </div>
      <KeyActs of={of} onRotated={onRotated} onDone={onDone} />
    </li>
  )
}

function KeyActs({ of: { id, name }, onRotated, onDone }: KeyCardProps) {
  const [asked, ask] = useState<'rotate' | 'revoke' | null>(null)
  const close = () => ask(null)
  const revoke = async () => {
    await client.keys.revoke(id)
    toastList.say(`Revoked ${name}.`)
    onDone()
  }
  return (
    <div className="flex gap-2">
      <Button small onClick={() => ask('rotate')}>
        Rotate
      </Button>
      <Button small onClick={() => ask('revoke')}>
        Revoke
      </Button>
      {asked === 'rotate' && (
        <ConfirmDialog
          title={`Rotate ${name}?`}
          verb="Rotate"
          act={async () => onRotated(await client.keys.rotate(id, { overlap: '1d' }))}
          onClose={close}
        >
          It gets a new secret. The present one works for one more day.
        </ConfirmDialog>
      )}
      {asked === 'revoke' && (
        <ConfirmDialog
          title={`Revoke ${name}?`}
          verb="Revoke"
          name={name}
          act={revoke}
          onClose={close}
        >
          Whoever uses it is refused within a second. Hosts that send heartbeats with it will go
          missing.
        </ConfirmDialog>
      )}
    </div>
  )
}
