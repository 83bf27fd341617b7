import {
  ANSWER,
  type RuleAdvisor,
  type RuleQuestion,
} from '../../../kernel/simulation/counsel_advisor.js'
import { assessText } from '../../../kernel/simulation/event_text.js'
import { CALL } from '../wire/counters.js'
import type { LiveGuestCalls } from './live_guest_calls.js'

const REASON_LENGTH_MAX = 200

/** A plugin rule as the kernel sees it: a question goes in as text, a number and a short text come out. */
export class WrappedRule implements RuleAdvisor {
  allowed = 0
  #reason = ''

  constructor(readonly calls: LiveGuestCalls) {}

  /** Makes the rule; 0, or -1 when it failed. */
  start(setup: string): number {
    return this.calls.start(setup, CALL.onStart) === null ? -1 : 0
  }

  assess(question: RuleQuestion): number {
    const answer = this.calls.handle(assessText(question), CALL.assess)
    if (answer === null) return ANSWER.failed
    const { decision, quantity, reason } = Object(answer.value) as Record<string, unknown>
    if (decision === 'approve') return ANSWER.approve
    this.#reason = typeof reason === 'string' ? reason.slice(0, REASON_LENGTH_MAX) : ''
    if (decision === 'deny') return this.calls.count() ? ANSWER.deny : ANSWER.failed
    if (decision === 'reduce' && typeof quantity === 'number' && quantity >= 0) {
      this.allowed = quantity
      return this.calls.count() ? ANSWER.reduce : ANSWER.failed
    }
    this.calls.refuse('it gave no verdict')
    return ANSWER.failed
  }

  text(): string {
    return this.#reason
  }

  failure(): string {
    return this.calls.failure()
  }
}
