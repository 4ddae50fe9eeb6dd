import { describe, expect, it } from 'vitest'
import { CursorPages } from './cursor-pages.ts'

/** Pages of two over a list that may change: the cursor is the last item seen. */
function over(list: string[]) {
  const asked: string[] = []
  const load = async (path: string) => {
    asked.push(path)
    const rest = list.filter((each) => each > path)
    const items = rest.slice(0, 2)
    return { items, next: rest.length > 2 ? (items.at(-1) ?? null) : null }
  }
  return { asked, pages: new CursorPages(load, '', () => 5) }
}

describe('a list that is loaded as far as somebody scrolls', () => {
  it('grows page by page to its end', async () => {
    const { pages } = over(['a', 'b', 'c'])
    await pages.more()
    expect(pages.read()).toMatchObject({ items: ['a', 'b'], complete: false, loading: false })
    await pages.more()
    expect(pages.read()).toMatchObject({ items: ['a', 'b', 'c'], complete: true, loadedAt: 5 })
  })

  it('is refreshed where it is looked at, and nowhere else', async () => {
    const { asked, pages } = over(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    for (let count = 0; count < 4; count++) await pages.more()
    asked.length = 0
    pages.look(3, 3)
    await pages.refresh()
    expect(asked).toEqual(['b'])
  })

  it('drops what lies behind a page that ends elsewhere now', async () => {
    const list = ['a', 'b', 'c', 'd']
    const { pages } = over(list)
    await pages.more()
    await pages.more()
    list.splice(0, 1)
    await pages.refresh()
    expect(pages.read()).toMatchObject({ items: ['b', 'c'], complete: false })
  })

  it('keeps what it has when a load fails', async () => {
    let fails = false
    const load = async () => {
      if (fails) throw new Error('gone')
      return { items: ['a'], next: 'a' }
    }
    const pages = new CursorPages(load, '', () => 5)
    await pages.more()
    fails = true
    await pages.more()
    expect(pages.read()).toMatchObject({ items: ['a'], error: new Error('gone'), loading: false })
  })
})
