import { client } from '../../live/client.ts'
import { ActButton } from '../../parts/act-button.tsx'

/** Shows others that someone is on it; it silences nothing. */
export function AcknowledgeButton({ id, onDone }: { id: string; onDone: () => void }) {
  return (
    <ActButton
      look="primary"
      words="Acknowledge"
      done="Acknowledged: others see that someone is on it."
      act={() => client.incidents.acknowledge(id)}
      onDone={onDone}
    />
  )
}
