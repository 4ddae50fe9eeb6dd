import { type ReactNode, useCallback, useState } from 'react'
import { Link } from 'wouter'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Toasts } from '../parts/toasts.tsx'
import { Account } from './account.tsx'
import { Brand } from './brand.tsx'
import { ConnectionNote } from './connection-note.tsx'
import { Navigation } from './navigation.tsx'
import { ShortcutHelp } from './shortcut-help.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { useShortcuts } from './use-shortcuts.ts'

/** What surrounds every screen: a column at the side, or a bar on narrow screens. */
export function Shell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<'help' | 'menu' | null>(null)
  useShortcuts(useCallback(() => setOpen('help'), []))
  const close = () => setOpen(null)
  return (
    <div className="lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-40"
      >
        Skip to the content
      </a>
      <header
        className={
          'sticky top-0 z-20 flex h-12 items-center justify-between border-b border-line ' +
          'bg-page px-4 lg:hidden'
        }
      >
        <Link href="/">
          <Brand />
        </Link>
        <Button small onClick={() => setOpen('menu')}>
          Menu
        </Button>
      </header>
      <header
        className={
          'sticky top-0 hidden h-dvh flex-col justify-between overflow-y-auto border-r ' +
          'border-line p-4 lg:flex'
        }
      >
        <div>
          <Link href="/" className="mb-6 inline-block px-2">
            <Brand />
          </Link>
          <Navigation />
        </div>
        <Foot onHelp={() => setOpen('help')} />
      </header>
      <main id="main" className="mx-auto w-full max-w-6xl min-w-0 px-4 py-6 lg:px-8">
        {children}
      </main>
      {open === 'help' && <ShortcutHelp onClose={close} />}
      {open === 'menu' && (
        <Dialog title="Menu" onClose={close}>
          <Navigation onFollow={close} />
          <Foot onHelp={() => setOpen('help')} />
          <Button className="mt-4 w-full" onClick={close}>
            Close
          </Button>
        </Dialog>
      )}
      <Toasts />
    </div>
  )
}

function Foot({ onHelp }: { onHelp: () => void }) {
  return (
    <div className="mt-6 flex flex-col gap-3">
      <ConnectionNote />
      <ThemeSwitch />
      <div className="flex gap-3 px-2.5 text-sm">
        <a href="/docs" className="link">
          Docs
        </a>
        <button type="button" className="link" onClick={onHelp}>
          Shortcuts <kbd className="font-mono">?</kbd>
        </button>
      </div>
      <Account />
    </div>
  )
}
