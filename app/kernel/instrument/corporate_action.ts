/**
 * Splits and cash dividends as inputs of the kernel.
 *
 * `exDay` is the day number of the ex-date: the first session that trades without the right. An
 * action is applied before the first bar of that session or of the next one with a bar.
 */
export type CorporateAction = Split | Dividend

/** `ratio` new units for each old one: 7 for 7:1, 0.1 for a 1:10 reverse split. */
export interface Split {
  readonly type: 'split'
  readonly exDay: number
  readonly ratio: number
}

/** Cash per unit held at the close before the ex-date, in the instrument's currency; shorts pay it. */
export interface Dividend {
  readonly type: 'dividend'
  readonly exDay: number
  readonly amount: number
}

/** What is wrong with an action, naming the field, or `null`. */
export function corporateActionFault(action: CorporateAction): string | null {
  if (!Number.isSafeInteger(action.exDay)) return `ex-date ${action.exDay} is not a day`
  const value = action.type === 'split' ? action.ratio : action.amount
  const field = action.type === 'split' ? 'ratio' : 'amount'
  if (!(value > 0 && value < Infinity)) return `${field} must be above 0, was ${value}`
  return null
}
