import { useSyncExternalStore } from 'react'
import { toastList } from './toast-list.ts'

/** The page's live region. */
export function Toasts() {
  const toasts = useSyncExternalStore(toastList.subscribe, toastList.read)
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-30 flex flex-col items-center gap-2"
    >
      {toasts.map(({ id, text }) => (
        <p key={id} className="max-w-full rounded-md bg-ink px-4 py-2 text-page shadow-raised">
          {text}
        </p>
      ))}
    </div>
  )
}
