/**
 * Blanks out comments, the insides of strings and regular expressions, and the text of templates,
 * so that rules see code only. Length and line breaks stay, so offsets stay true. What stands in
 * `${…}` of a template is code and stays.
 */
export function maskCode(text: string): string {
  let masked = ''
  /** Braces that are open; true where a template goes on behind it. */
  const braces: boolean[] = []
  while (masked.length < text.length) {
    const at = masked.length
    const found = blankAt(text, masked, braces.at(-1) === true)
    if (found === undefined) {
      const char = text[at] ?? ''
      if (char === '{') braces.push(false)
      if (char === '}') braces.pop()
      masked += char
      continue
    }
    if (text[at] === '}') braces.pop()
    masked += text.slice(at, found.from)
    masked += text.slice(found.from, found.to).replace(/[^\n]/g, ' ')
    if (found.opensTemplate) braces.push(true)
    masked += text.slice(found.to, found.to + found.tail)
  }
  return masked
}

interface Blank {
  readonly from: number
  readonly to: number
  /** Characters behind it that stay: the closing quote, the `${`. */
  readonly tail: number
  readonly opensTemplate?: boolean
}

function blankAt(text: string, masked: string, inTemplate: boolean): Blank | undefined {
  const at = masked.length
  const char = text[at]
  if (char === '`' || (char === '}' && inTemplate)) return templateText(text, at + 1)
  if (char === "'" || char === '"') {
    return { from: at + 1, to: endOf(text, at + 1, (each) => each === char), tail: 1 }
  }
  if (char !== '/') return undefined
  if (text[at + 1] === '/') return { from: at, to: indexOr(text, '\n', at, 0), tail: 0 }
  if (text[at + 1] === '*') return { from: at, to: indexOr(text, '*/', at + 2, 2), tail: 0 }
  return startsRegex(masked) ? { from: at + 1, to: regexEnd(text, at + 1), tail: 1 } : undefined
}

function templateText(text: string, from: number): Blank {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '`') return { from, to: at, tail: 1 }
    else if (text.startsWith('${', at)) return { from, to: at, tail: 2, opensTemplate: true }
  }
  return { from, to: text.length, tail: 0 }
}

/** Where it closes, or the line ends if it never does. */
function endOf(text: string, from: number, closes: (char: string) => boolean): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '\\') at++
    else if (char === '\n' || closes(char)) return at
  }
  return text.length
}

function regexEnd(text: string, from: number): number {
  let inClass = false
  return endOf(text, from, (char) => {
    if (char === '[') inClass = true
    if (char === ']') inClass = false
    return char === '/' && !inClass
  })
}

function indexOr(text: string, mark: string, from: number, extra: number): number {
  const end = text.indexOf(mark, from)
  return end === -1 ? text.length : end + extra
}

/** A slash divides after a value, closes after `<`, and starts a regular expression elsewhere. */
function startsRegex(masked: string): boolean {
  const before = masked.slice(-200).trimEnd()
  if (/\b(return|typeof|case|in|of|await|yield|else)$/.test(before)) return true
  return !/[\w$)\]}'"`<]$/.test(before)
}
