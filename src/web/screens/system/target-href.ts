/** Where the dashboard shows what was changed; undefined where it has no page of its own. */
export function targetHref(target: string): string | undefined {
  const [, collection, id] = /^\/v1\/(\w+)(?:\/([^/]+))?/.exec(target) ?? []
  switch (collection) {
    case 'hosts':
    case 'incidents':
      return id === undefined ? `/${collection}` : `/${collection}/${id}`
    case 'keys':
    case 'silences':
    case 'subscriptions':
      return `/${collection}`
    default:
      return undefined
  }
}
