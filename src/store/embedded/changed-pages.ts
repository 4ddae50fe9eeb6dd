import { PAGE_SLOTS } from './slots.ts'

/** Which pages differ from what is stored: their rows, and (rarely) the names of their hosts. */
export class ChangedPages {
  readonly rows: boolean[] = []
  readonly names: boolean[] = []

  row(slot: number): void {
    this.rows[Math.floor(slot / PAGE_SLOTS)] = true
  }

  name(slot: number): void {
    this.names[Math.floor(slot / PAGE_SLOTS)] = true
    this.row(slot)
  }
}
