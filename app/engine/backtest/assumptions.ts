import { formatCommission } from '#kernel/matching/commission_text.js'
import { formatSlippage } from '#kernel/matching/slippage_text.js'
import { isDaily } from '#kernel/market/timeframe.js'
import { formatMicros, micros } from '#kernel/values/micros.js'
import type { FinishedBacktest } from './run_backtest.js'

/** What the simulation assumes and leaves out, in plain words, one sentence each. */
export function assumptionsOf({ config }: FinishedBacktest): string[] {
  const delay = config.fillDelayBars
  return [
    delay === 0
      ? 'Orders fill at the close of the very bar that caused them, which nobody can do: use it only to compare with other software.'
      : `A strategy sees a bar when it has ended; its orders can fill from ${delay === 1 ? 'the next bar' : `${delay} bars later`} on.`,
    'Market orders fill at the open. Limit and stop orders fill inside a bar by its open, high, low and close; where a stop and a target could both have filled, the stop is taken.',
    `Slippage: ${formatSlippage(config.slippage)}. Commission: ${formatCommission(config.commission)}.`,
    config.participationMax === null
      ? 'Every order finds enough volume, whatever its size.'
      : `Orders take at most ${config.participationMax * 100} % of a bar's volume and wait for the rest.`,
    'Prices are as imported; splits and dividends are applied where they were imported as corporate actions. Dividends are paid on the ex-date, without tax.',
    'Borrowing and lending cost nothing: no interest on cash, no fee for shares sold short, no margin calls.',
    ...(isDaily(config.timeframe)
      ? [
          'Daily bars hide what happened first within a day; rules that depend on it are judged pessimistically.',
        ]
      : []),
    ...(config.agents === undefined
      ? []
      : [
          'Agents answer at the end of every bar, before the strategies, and what they said last holds; live they answer when they can, and a bias that is older than half an hour counts as 0.5 at most.',
        ]),
    'The market is not moved by these orders beyond the slippage above, and the strategy was chosen knowing the past: expect less in the future.',
  ]
}

/** What a reader must know before believing the figures. */
export function warningsOf(finished: FinishedBacktest): string[] {
  const { config, prepared, run } = finished
  const { record } = run.simulation
  const warnings: string[] = []
  if (config.fillDelayBars === 0) {
    warnings.push('The fill delay is 0: orders fill at prices that were already past.')
  }
  if (
    record.fills.length > 0 &&
    config.commission.type === 'none' &&
    config.slippage.type === 'none'
  ) {
    warnings.push('No commission and no slippage were charged: real results will be lower.')
  }
  if (record.lowestCash < 0) {
    const lowest = formatMicros(micros(record.lowestCash))
    warnings.push(
      `Cash fell to ${lowest} ${config.currency}: fills cost more than was estimated, or more was bought than there was cash.`
    )
  }
  for (const change of record.modeChanges) {
    warnings.push(`Trading was ${change.mode} during the run: ${change.reason}.`)
  }
  for (const { instrument, firstIndex, fromIndex } of prepared.bars) {
    const warmup = Math.max(0, ...config.strategies.map((one) => one.warmupBars))
    const before = firstIndex - fromIndex
    if (warmup > before) {
      warnings.push(
        `${instrument.symbol} has ${before} bars before the run and the warm-up needs ${warmup}: signals count from bar ${warmup + 1} on.`
      )
    }
    if (instrument.assetClass === 'index') {
      warnings.push(`${instrument.symbol} is an index: nobody can trade it itself.`)
    }
  }
  if (record.fills.length === 0) warnings.push('Nothing was traded.')
  return warnings
}
