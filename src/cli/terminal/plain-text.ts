const BLANKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g
const UNSAFE =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]/gu
const WIDE_RANGES = [
  String.raw`\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff`,
  String.raw`\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}`,
]
/** East Asian Wide and Fullwidth (https://www.unicode.org/reports/tr11/), and emoji. */
const WIDE = new RegExp(String.raw`[\p{Emoji_Presentation}${WIDE_RANGES.join('')}]`, 'u')
const NO_WIDTH = /[\p{Mn}\p{Me}\u200c\u200d]/u

/** One line in which nothing can move the cursor, set a colour or turn the reading direction. */
export function inert(text: string): string {
  return text.replace(BLANKS, ' ').replace(UNSAFE, '\ufffd')
}

/** Columns that the text takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

/** At most `width` columns; what is cut off is shown as one ellipsis. */
export function truncate(text: string, width: number): string {
  if (width < 1) return ''
  let used = 0
  let kept = 0
  let length = 0
  for (const character of text) {
    used += characterWidth(character)
    if (used > width) return `${text.slice(0, kept)}…`
    length += character.length
    if (used < width) kept = length
  }
  return text
}

function characterWidth(character: string): number {
  if (NO_WIDTH.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}
