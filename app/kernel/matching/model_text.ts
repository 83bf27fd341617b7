/** Numbers in the text forms of the cost models. */

/** Reads a plain decimal number; NaN for anything else, so that the model's own check names the field. */
export function readNumber(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
}

/** Reads a fraction: `0.001` or `0.1%`. NaN for anything else. */
export function readFraction(text: string): number {
  if (!text.endsWith('%')) return readNumber(text)
  return Number((readNumber(text.slice(0, -1)) / 100).toPrecision(12))
}

/** A fraction in percent with the digits that it needs: `0.025 %`. */
export function formatFraction(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(10))} %`
}
