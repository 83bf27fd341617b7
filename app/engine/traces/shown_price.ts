/** A price as people read it: six decimals at most, without trailing zeros. */
export function shownPrice(value: number): string {
  return String(Number(value.toFixed(6)))
}
