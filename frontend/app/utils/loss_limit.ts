/** How much of a day's loss limit is used. */
export interface LossUse {
  /** Part of the limit, 0 or above; above 1 it is broken. */
  part: number
  /** The limit, in account currency. */
  limit: number
}

/**
 * What today's loss is of the limit that binds first: an amount, or a part of the equity with which the day
 * began. `null` where there is no such limit, or nothing is known.
 */
export function lossUse(of: {
  equity: string | undefined
  today: string | undefined
  limits: { dailyLossMax: number | string | null; dailyLossFractionMax: number | null } | undefined
}): LossUse | null {
  const { equity, today, limits } = of
  if (equity === undefined || today === undefined || limits === undefined) return null
  const [now, earned] = [Number(equity), Number(today)]
  const { dailyLossMax, dailyLossFractionMax } = limits
  const amounts = [
    ...(dailyLossMax === null ? [] : [Number(dailyLossMax)]),
    ...(dailyLossFractionMax === null ? [] : [dailyLossFractionMax * (now - earned)]),
  ].filter((amount) => amount > 0)
  if (amounts.length === 0) return null
  const limit = Math.min(...amounts)
  return { part: Math.max(0, -earned) / limit, limit }
}
