import type { Io } from './io.ts'
import { truncate } from './plain-text.ts'

const REDRAW_MS = 200
const BAR_COLUMNS = 24
const ERASE_LINE = '\r\u001b[2K'

/** One line on stderr that redraws itself a few times a second; nothing without a terminal. */
export class ProgressBar {
  readonly #io: Io
  #drawnAt = Number.NEGATIVE_INFINITY

  constructor(io: Io) {
    this.#io = io
  }

  /** `share` from 0 to 1; `text` stands behind the bar. */
  show(share: number, text: string): void {
    const now = this.#io.monotonicMs()
    if (!this.#isOn || now - this.#drawnAt < REDRAW_MS) return
    this.#drawnAt = now
    const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_COLUMNS)
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_COLUMNS - full)}`
    const line = `${bar} ${Math.round(share * 100)} %  ${text}`
    this.#io.stderr.write(ERASE_LINE + truncate(line, this.#io.stderr.columns - 1))
  }

  clear(): void {
    if (this.#isOn) this.#io.stderr.write(ERASE_LINE)
  }

  get #isOn(): boolean {
    return this.#io.stderr.isTTY && this.#io.env.TERM !== 'dumb'
  }
}
