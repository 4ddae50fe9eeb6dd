import type { ReactNode } from 'react'
import { problemWords } from './problem-words.ts'

/** Why something did not work, and how to mend it. */
export function ProblemNote({ error, action }: { error: unknown; action?: ReactNode }) {
  const { what, hint, fields } = problemWords(error)
  return (
    <div role="alert" className="rounded-md border border-missing bg-missing-tint px-4 py-3">
      <p className="font-medium">{what}</p>
      {hint !== undefined && <p className="mt-1 text-soft">{hint}</p>}
      {Object.keys(fields).length > 0 && (
        <ul className="mt-2 list-disc pl-5 text-soft">
          {Object.entries(fields).map(([pointer, detail]) => (
            <li key={pointer}>
              <code className="font-mono text-sm">{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  )
}
