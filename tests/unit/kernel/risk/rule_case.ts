import type { Assert } from '@japa/assert'
import type { RiskLimits } from '#kernel/risk/limits.js'
import { judgementIn, type KernelAccount } from '#tests/support/account.js'
import type { Wish } from '#tests/support/script.js'

/** A row of a rule's table: what is asked for under which limits, and how much of it goes through. */
export interface RuleCase {
  readonly limits: RiskLimits
  readonly bias?: number
  readonly wish: Wish
  readonly allowed: number
}

/** Checks order, decision and the rule that decided. */
export function assertedRule(
  assert: Assert,
  subject: KernelAccount,
  one: RuleCase,
  rule: string
): void {
  const commands = subject.say(one.wish)
  const order = commands.find((command) => command.type === 'submit_order')
  assert.equal(order?.type === 'submit_order' ? order.order.quantity : 0, one.allowed)
  const judged = judgementIn(commands)
  if (one.allowed === one.wish.size) {
    assert.isNull(judged)
    return
  }
  assert.equal(judged!.decision, one.allowed === 0 ? 'deny' : 'reduce')
  assert.equal(judged!.code, 'risk')
  assert.equal(judged!.asked, one.wish.size)
  assert.equal(judged!.quantity, one.allowed)
  const against = judged!.verdicts.filter((verdict) => verdict.decision !== 'approve')
  assert.include(
    against.map((verdict) => verdict.rule as string),
    rule
  )
  for (const verdict of against) assert.include(judged!.reason, verdict.reason!)
}
