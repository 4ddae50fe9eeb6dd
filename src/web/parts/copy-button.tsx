import { Button } from './button.tsx'
import { toastList } from './toast-list.ts'

/** `what`: "the line". Without a clipboard (plain http) it says how to copy by hand. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      toastList.say(`Copied ${what}.`)
    } catch {
      toastList.say(`The browser does not let this page copy. Select ${what} and copy it by hand.`)
    }
  }
  return (
    <Button small onClick={copy} aria-label={`Copy ${what}`}>
      Copy
    </Button>
  )
}
