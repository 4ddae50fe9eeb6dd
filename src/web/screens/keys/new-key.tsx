import type { KeySecret } from '../../../contract/key-secret.ts'
import { Button } from '../../parts/button.tsx'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { ClientLines } from '../welcome/client-lines.tsx'

/** The secret of a key, shown this once, with the ready lines around it. */
export function NewKey({ made, onClose }: { made: KeySecret; onClose: () => void }) {
  return (
    <Dialog title={`The key ${made.name}`} wide onClose={onClose}>
      {made.key === null ? (
        <p className="mb-4">It was shown before, and is not shown again.</p>
      ) : (
        <>
          <p className="mb-3 text-soft">It is shown this once. Store it before you close this.</p>
          <CodeBlock text={made.key} what="the key" />
          {made.scopes.includes('beat') && (
            <div className="mt-5">
              <h3 className="mb-2 font-semibold">The line for each computer</h3>
              <ClientLines apiKey={made.key} />
            </div>
          )}
        </>
      )}
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have stored it
        </Button>
      </div>
    </Dialog>
  )
}
