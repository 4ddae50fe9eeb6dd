/** For `refine`: a duration is given as text or in milliseconds, not both. */
export function notBoth(name: string) {
  const nameMs = `${name}Ms`
  const holds = (body: Readonly<Record<string, unknown>>): boolean =>
    body[name] === undefined || body[nameMs] === undefined
  const path: PropertyKey[] = [name]
  return [holds, { error: `must not be given together with ${nameMs}`, path }] as const
}
