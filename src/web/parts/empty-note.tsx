import type { ReactNode } from 'react'

/** Nothing is here, why that is so, and what to do. */
export function EmptyNote({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="panel px-6 py-10 text-center">
      <p className="text-lg font-medium">{title}</p>
      {children !== undefined && (
        <div className="mx-auto mt-1 max-w-prose text-soft">{children}</div>
      )}
    </div>
  )
}
