/**
 * The models that turn a market's price into what an order really gets: data only, so that a run can
 * be stored and repeated.
 */

/**
 * How far a fill is from the market's price, always against the trader.
 *
 * `fixed`: `amount` price units. `basis_points`: price × bps / 10,000. `spread`: half of `spread`
 * price units. `volume_share`: price × impact × share², share = filled / bar volume, capped at `shareMax`.
 */
export type SlippageModel =
  | { readonly type: 'none' }
  | { readonly type: 'fixed'; readonly amount: number }
  | { readonly type: 'basis_points'; readonly bps: number }
  | { readonly type: 'spread'; readonly spread: number }
  | { readonly type: 'volume_share'; readonly impact: number; readonly shareMax: number }

/**
 * What a broker charges, in the instrument's currency.
 *
 * A schedule (`futu_us`, `futu_hk`) is a dated list of fees with its source. `tiered` picks the rate by
 * the order's value; bounds ascend and the last is `null` (no upper bound).
 */
export type CommissionModel =
  | { readonly type: 'none' }
  | { readonly type: 'per_order'; readonly amount: number }
  | {
      readonly type: 'per_share'
      readonly rate: number
      readonly minimum: number
      /** Most that is charged, as a fraction of the order's value; `null` for no cap. */
      readonly maximumFraction: number | null
    }
  | { readonly type: 'percent'; readonly fraction: number; readonly minimum: number }
  | {
      readonly type: 'tiered'
      readonly tiers: readonly { readonly upTo: number | null; readonly fraction: number }[]
      readonly minimum: number
    }
  | { readonly type: 'schedule'; readonly name: 'futu_us' | 'futu_hk' }
