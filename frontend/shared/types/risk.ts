import type { TradingMode } from './api'

/** What the API says of limits, halts and voices; amounts are decimal texts, parts are numbers. */

export type LimitField =
  | 'position.quantityMax'
  | 'position.notionalMax'
  | 'position.countMax'
  | 'portfolio.exposureFractionMax'
  | 'portfolio.sectorFractionMax'
  | 'portfolio.leverageMax'
  | 'loss.dailyLossMax'
  | 'loss.dailyLossFractionMax'
  | 'loss.drawdownFractionMax'
  | 'loss.strategyLossMax'
  | 'loss.haltOnDailyLoss'

export type LimitValue = number | boolean | null
export type LimitsPatch = Partial<Record<LimitField, LimitValue>>

export interface LimitUse {
  field: LimitField
  unit: 'money' | 'fraction' | 'instruments' | 'units'
  limit: string | null
  inForce: string | null
  used: string
  part: number | null
  headroom: string | null
  about: string | null
}

export interface RiskStanding {
  currency: string
  mode: TradingMode
  modeReason: string | null
  equity: string
  peakEquity: string
  exposure: string
  dailyLoss: string
  drawdown: number
  bias: number
  bindsFirst: LimitField | null
  limitsVersion: number
  haltsOnDailyLoss: boolean
  at: string
  uses: LimitUse[]
}

export interface LimitsVersion {
  version: number
  limits: Record<string, Record<string, LimitValue>>
  actor: string
  by: string
  reason: string
  at: string
}

export interface Loosening {
  sequence: number
  limits: LimitsPatch
  actor: string
  by: string
  reason: string
  due: string
  state: 'waiting' | 'in_force' | 'withdrawn' | 'replaced'
}

export interface RiskLimitsAnswer {
  current: LimitsVersion | null
  waiting: Loosening | null
  history: LimitsVersion[]
  loosenings: Loosening[]
}

export interface BiasAnswer {
  effective: number
  words: {
    source: string
    word: number
    isLasting: boolean
    actor: string
    by: string
    reason: string
    at: string
  }[]
}

export interface Voice {
  plugin: string
  parameters: Record<string, string>
}

export interface ModeChange {
  sequence: number
  mode: TradingMode
  reason: string
  actor: string | null
  by: string | null
  at: string
}

/** A signal that risk refused or made smaller. */
export interface Refusal {
  id: string
  symbol: string
  strategy: string
  decision: string
  reason: string | null
  at: string
}

export interface RuleVerdict {
  rule: string
  decision: 'approve' | 'reduce' | 'deny'
  reason: string | null
}

/** What every rule says to an order that is not placed. */
export interface OrderCheck {
  passes: boolean
  decision: 'approve' | 'reduce' | 'deny'
  reason: string | null
  asked: number
  quantity: number
  verdicts: RuleVerdict[]
}
