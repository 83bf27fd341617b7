/**
 * The outcome of an operation that can fail in an expected way.
 *
 * Expected failures are values with a union owned by the operation; absence is `null`; the
 * impossible throws.
 */
export type Result<T, F> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: F }

/** Wraps a success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

/** Wraps an expected failure. */
export function err<F>(failure: F): { readonly ok: false; readonly failure: F } {
  return { ok: false, failure }
}
