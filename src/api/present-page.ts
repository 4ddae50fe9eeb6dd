import type { Page } from '../contract/page.ts'

/**
 * A page of a list. `next` repeats the URL of the request, filters and all, with the cursor of the
 * next page in place of its own.
 */
export function presentPage<T>(
  request: Request,
  items: readonly T[],
  cursor: string | null,
): Page<T> {
  if (cursor === null) return { items, next: null }
  const { pathname, searchParams } = new URL(request.url)
  searchParams.set('cursor', cursor)
  return { items, next: `${pathname}?${searchParams}` }
}
