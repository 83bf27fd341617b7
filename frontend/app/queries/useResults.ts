/** How far back the course of equity reaches, as the address of the page has it. */
export const EQUITY_RANGES = ['1d', '1w', '1m', 'all'] as const
export type EquityRange = (typeof EQUITY_RANGES)[number]

/** What the account was worth over a range. */
export const useEquityCourse = (range: MaybeRefOrGetter<EquityRange>) => {
  const { at } = useAccount()
  return useLive(() => at(`/equity?range=${toValue(range)}`), 20_000)
}

/** What the account and each of its strategies have earned, today as well. */
export const usePnl = () => {
  const { at } = useAccount()
  return useLive(() => at('/pnl'), 10_000)
}

/** The limits that bind the account. */
export const useLossLimits = () => {
  const { at } = useAccount()
  return useLive(() => at('/risk/limits'), 10_000)
}
