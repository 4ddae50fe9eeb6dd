/** One thing that was looked at. Whatever is not well comes with its cure. */
export type Finding =
  | { readonly level: 'ok'; readonly what: string }
  | { readonly level: 'warning' | 'fault'; readonly what: string; readonly cure: string }

export function ok(what: string): Finding {
  return { level: 'ok', what }
}

export function warning(what: string, cure: string): Finding {
  return { level: 'warning', what, cure }
}

export function fault(what: string, cure: string): Finding {
  return { level: 'fault', what, cure }
}
