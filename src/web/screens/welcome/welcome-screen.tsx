import { useState } from 'react'
import { Link } from 'wouter'
import type { KeySecret } from '../../../contract/key-secret.ts'
import { client } from '../../live/client.ts'
import { ActButton } from '../../parts/act-button.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Section } from '../../parts/section.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { ClientLines } from './client-lines.tsx'
import { Heard } from './heard.tsx'
import { NearMisses } from './near-misses.tsx'

/** From nothing to the first heartbeat, and on to the first message. */
export function WelcomeScreen() {
  const mayChange = useMayChange()
  const [made, setMade] = useState<KeySecret | null>(null)
  return (
    <>
      <PageHead title="Add hosts">
        <p className="mt-1 text-soft">
          One line goes onto every computer. It needs no agent and no registration.
        </p>
      </PageHead>
      <Section
        title="1. Put this line onto a computer"
        aside={
          mayChange &&
          made === null && (
            <ActButton
              small
              words="Make a key for it"
              done="The key stands in the line. It is shown this once."
              act={async () =>
                setMade(await client.keys.create({ name: 'Computers', scopes: ['beat'] }))
              }
            />
          )
        }
      >
        <ClientLines {...(made?.key == null ? {} : { apiKey: made.key })} />
      </Section>
      <Section title="2. Listening">
        <Heard />
        {mayChange && <NearMisses />}
      </Section>
      <Section title="3. Tell people">
        <ol className="list-decimal pl-5">
          <li>
            <Link href="/subscriptions" className="link">
              Add a subscription
            </Link>{' '}
            for e-mail or a webhook, and send a test through it.
          </li>
          <li>Unplug the computer, and watch it go missing. Then plug it in again.</li>
        </ol>
      </Section>
    </>
  )
}
