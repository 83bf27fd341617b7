import type { Result } from '#kernel/values/result.js'
import type { AskFailure, PluginAnswer } from './hosted_status.js'
import { failureSentence } from './failure_sentence.js'
import { visible } from '#engine/plugin/visible.js'

const REASON_LENGTH_MAX = 200

/** What a risk rule says about an order. Whatever is not a clear yes is a no. */
export type RuleVerdict =
  | { readonly decision: 'approve' }
  | { readonly decision: 'reduce'; readonly quantity: number; readonly reason: string }
  | { readonly decision: 'deny'; readonly reason: string }

/**
 * Reads a rule's answer to an order of `quantity`. A rule that cannot answer denies: an order that
 * nobody judged is not sent.
 */
export function readVerdict(
  id: string,
  answered: Result<PluginAnswer, AskFailure>,
  quantity: number
): RuleVerdict {
  if (!answered.ok) {
    const { failure } = answered
    const why =
      failure.type === 'not_running' || failure.type === 'not_granted'
        ? failure.message
        : `${id} ${failureSentence(failure)}`
    return deny(`the rule cannot answer: ${why}`)
  }
  const { value } = answered.value
  if (typeof value !== 'object' || value === null) return deny(`the rule ${id} gave no verdict`)
  const { decision, quantity: wanted, reason } = value as Record<string, unknown>
  const why = typeof reason === 'string' && reason !== '' ? reason : `${id} gave no reason`
  if (decision === 'approve') return { decision }
  if (decision === 'deny') return deny(why)
  if (decision !== 'reduce') return deny(`the rule ${id} gave no verdict`)
  const isLess = typeof wanted === 'number' && wanted > 0 && wanted < quantity
  if (!isLess) return deny(`the rule ${id} reduces to something that is not less`)
  return { decision, quantity: wanted, reason: shown(why) }
}

function deny(reason: string): RuleVerdict {
  return { decision: 'deny', reason: shown(reason) }
}

function shown(reason: string): string {
  return visible(reason).slice(0, REASON_LENGTH_MAX)
}
