import { SIGNALS_PER_CALL } from '#kernel/signal/signal_record.js'
import type { EffectType } from './effect_form.js'
import type { EffectFailure } from './running_plugin.js'

/** What one event may cause: as many signals as a call in a backtest, and effects of other kinds. */
export const EFFECT_BUDGET = {
  effects: 50,
  signals: SIGNALS_PER_CALL,
  bytes: 262_144,
} as const

/** The effects of one answer as a list, or why none of them is looked at. */
export function effectList(effects: unknown): readonly unknown[] | EffectFailure {
  if (effects === undefined || effects === null) return []
  if (!Array.isArray(effects)) return { code: 'invalid', message: 'effects must be a list' }
  let text: string
  try {
    text = JSON.stringify(effects)
  } catch {
    return { code: 'invalid', message: 'effects must be plain data' }
  }
  if (Buffer.byteLength(text) <= EFFECT_BUDGET.bytes) return effects as readonly unknown[]
  return {
    code: 'budget',
    message: `the effects of one event are at most ${EFFECT_BUDGET.bytes} bytes`,
  }
}

/** Counts the effects of one event. */
export class EffectBudget {
  #effects = 0
  #signals = 0

  /** Why one more effect of this type is too many, or `null`. */
  spend(type: EffectType | null): EffectFailure | null {
    if (type === 'signal') {
      if (++this.#signals <= EFFECT_BUDGET.signals) return null
      return { code: 'budget', message: `one event has at most ${EFFECT_BUDGET.signals} signals` }
    }
    if (++this.#effects <= EFFECT_BUDGET.effects) return null
    return { code: 'budget', message: `one event has at most ${EFFECT_BUDGET.effects} effects` }
  }
}
