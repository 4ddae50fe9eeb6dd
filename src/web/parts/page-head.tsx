import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'wouter'

interface PageHeadProps {
  readonly title: string
  /** What stands instead of the title as text. */
  readonly shown?: ReactNode
  readonly parent?: { readonly href: string; readonly name: string }
  readonly actions?: ReactNode
  readonly children?: ReactNode
}

let firstPage = true

/** Names the page, for the tab and for screen readers, which are taken to it. */
export function PageHead({ title, shown, parent, actions, children }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Flatline`
  }, [title])
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true })
    firstPage = false
  }, [])
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {parent !== undefined && (
          <Link href={parent.href} className="text-sm text-accent hover:underline" data-parent>
            <span aria-hidden="true">‹ </span>
            {parent.name}
          </Link>
        )}
        <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold">
          {shown ?? title}
        </h1>
        {children}
      </div>
      {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  )
}
