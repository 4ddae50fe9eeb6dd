import { CopyButton } from './copy-button.tsx'

/** Lines to be pasted somewhere, with a button that copies them. */
export function CodeBlock({ text, what }: { text: string; what: string }) {
  return (
    <div className="flex items-start gap-2 rounded-lg border border-line bg-raised p-2">
      <pre className="min-w-0 flex-1 p-1 font-mono text-sm break-all whitespace-pre-wrap">
        {text.trimEnd()}
      </pre>
      <CopyButton text={text.trimEnd()} what={what} />
    </div>
  )
}
