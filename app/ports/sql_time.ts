/** SQL for instants: tables hold `timestamptz`, everything else counts milliseconds since 1970 (UTC). */

/** A `timestamptz` column, or an expression of that type, as milliseconds; null stays null. */
export function epochMs(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8`
}

/** A parameter that holds milliseconds (`$3`) as `timestamptz`; null stays null. */
export function timestampOf(parameter: string): string {
  return `to_timestamp(${parameter}::float8 / 1000)`
}
