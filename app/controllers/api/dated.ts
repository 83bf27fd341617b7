type Name<N> = N extends `${infer Begin}AtMs`
  ? `${Begin}At`
  : N extends `${infer Begin}Ms`
    ? `${Begin}At`
    : N

/** A record with its instants as the API writes them. */
export type Dated<T> = {
  [N in keyof T as Name<N>]: N extends `${string}Ms`
    ? string | (T[N] extends number ? never : null)
    : T[N]
}

/** Instants of a record as the API writes them: `installedAtMs` is `installedAt`, `firstMs` is `firstAt`. */
export function dated<T extends object>(record: T): Dated<T> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]: [string, unknown]) =>
      name.endsWith('Ms')
        ? [
            name.replace(/(?:At)?Ms$/, 'At'),
            typeof value === 'number' ? new Date(value).toISOString() : null,
          ]
        : [name, value]
    )
  ) as Dated<T>
}
