/** What a rule, and in the end all rules together, say to a signal. */
export type Decision = 'approve' | 'reduce' | 'deny'

/** The built-in rules in the order in which they are asked; plugin rules follow as `plugin:<id>`. */
export type RuleName =
  | 'position_quantity'
  | 'position_notional'
  | 'position_count'
  | 'portfolio_exposure'
  | 'sector_concentration'
  | 'buying_power'
  | 'strategy_leverage'
  | 'strategy_position'
  | 'short_selling'
  | 'daily_loss'
  | 'drawdown'
  | 'strategy_loss'
  | 'trading_mode'
  | 'unknown_order'
  | 'instrument_paused'

/**
 * One rule's answer.
 *
 * `allowed` is the largest quantity, in units, that the rule lets through to open or add to a
 * position; `Infinity` when it does not bound it. `reason` is a sentence with the figures that
 * decided, `null` for an approval.
 */
export interface Verdict {
  readonly rule: RuleName | `plugin:${string}`
  readonly decision: Decision
  readonly allowed: number
  readonly reason: string | null
}

const approvals = new Map<string, Verdict>()

/** The approval of a rule; the same frozen object each time. */
export function approval(rule: Verdict['rule']): Verdict {
  let verdict = approvals.get(rule)
  if (verdict === undefined) {
    verdict = Object.freeze({ rule, decision: 'approve', allowed: Infinity, reason: null })
    approvals.set(rule, verdict)
  }
  return verdict
}

/** A no. */
export function denial(rule: Verdict['rule'], reason: string): Verdict {
  return { rule, decision: 'deny', allowed: 0, reason }
}

/**
 * Approval when `allowed` covers what the signal opens, else a reduction to it, else a no.
 *
 * `allowed` must already be a multiple of the instrument's quantity step.
 */
export function bounded(
  rule: Verdict['rule'],
  opening: number,
  allowed: number,
  reason: () => string
): Verdict {
  if (allowed >= opening) return approval(rule)
  if (allowed > 0) return { rule, decision: 'reduce', allowed, reason: reason() }
  return denial(rule, reason())
}
