/** What a risk rule says to an order. Made by `approve`, `reduce` and `deny`. */
export type RuleVerdict =
  | { readonly decision: 'approve' }
  /** Most units that may open or add to a position; 0 is a denial. */
  | { readonly decision: 'reduce'; readonly quantity: number; readonly reason: string }
  | { readonly decision: 'deny'; readonly reason: string }

const APPROVAL: RuleVerdict = Object.freeze({ decision: 'approve' })

/** Lets the order pass as it is. */
export function approve(): RuleVerdict {
  return APPROVAL
}

/**
 * Lets at most `quantity` units of `order.opening` pass; 0 lets none pass, as many as are asked for or
 * more let all pass. The engine rounds down to the instrument's quantity step.
 *
 * `reason` is a sentence with the figures that decided, at most 200 characters; it is kept with the order.
 */
export function reduce(quantity: number, reason: string): RuleVerdict {
  return { decision: 'reduce', quantity, reason }
}

/** Lets none of `order.opening` pass. `reason` as for `reduce`. */
export function deny(reason: string): RuleVerdict {
  return { decision: 'deny', reason }
}
