/** An amount of money, given as a decimal text, rounded to the two decimals that people read. */
export function amountText(decimal: string): string {
  return Number(decimal).toFixed(2)
}
