type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Leaves out what is undefined, so that "not given" has one form only. */
export function withoutUndefined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>
}
