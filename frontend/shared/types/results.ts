/** What `/api/v1` answers about what an account earned. Amounts are decimal texts in account currency. */

/** Of the account (`strategy` is `null`), or of one of its strategies. */
export interface ResultRow {
  strategy: string | null
  value: string
  unrealised: string
  realised: string
  fees: string
  profit: string
  /** Since the last session closed. */
  today: string
}

export interface PnlAnswer {
  currency: string
  equity: string
  results: ResultRow[]
}

/** Columns of equal length; drawdowns are fractions, 0 or below. */
export interface EquityAnswer {
  currency: string
  range: string
  at: string[]
  equity: string[]
  drawdown: number[]
}

/** The limits of an account, as far as the dashboard needs them. */
export interface LimitsAnswer {
  current: {
    limits: { loss: { dailyLossMax: number | string | null; dailyLossFractionMax: number | null } }
  } | null
}
