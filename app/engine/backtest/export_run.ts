import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deriveId } from '#kernel/values/id.js'
import { formatMicros } from '#kernel/values/micros.js'
import { formatDay, formatInstant } from '#kernel/values/instant.js'
import { isDaily } from '#kernel/market/timeframe.js'
import { csvLine } from '#engine/csv_line.js'
import type { MeasuredRun } from './measure_run.js'
import type { FinishedBacktest } from './run_backtest.js'

/** What the CSV writer needs of a run. */
export type ExportedRun = Pick<FinishedBacktest, 'config' | 'run'>

/**
 * Writes `orders.csv`, `fills.csv`, `trades.csv`, `equity.csv`, `transactions.csv`, `denials.csv` and, where
 * agents took part, `bias.csv` into a folder, each whole or not at all. Times are dates for daily bars, else UTC instants; money has all
 * its digits. Returns the paths.
 */
export async function exportRun(
  { config, run }: ExportedRun,
  { trades }: Pick<MeasuredRun, 'trades'>,
  folder: string
): Promise<string[]> {
  const { record } = run.simulation
  const time = (ms: number) => timeText(ms, isDaily(config.timeframe))
  const orderId = (sequence: number) => deriveId('ord', config.account, sequence)
  const symbol = (i: number | null) => (i === null ? '' : (config.instruments[i]?.symbol ?? ''))
  const strategy = (s: number | null) =>
    s === null ? '' : s === 0 ? 'manual' : (config.strategies[s - 1]?.id ?? '')
  const start = record.startMs.toArray()
  const equity = record.equity.toArray()
  const cash = record.cash.toArray()
  const files: Record<string, string[]> = {
    'orders.csv': [
      'order,time,strategy,symbol,role,side,type,quantity,limit_price,stop_price,time_in_force,state,filled,average_price,parent,reason',
      ...record.orders.map((o) =>
        csvLine([
          orderId(o.sequence),
          time(o.createdMs),
          strategy(o.strategy),
          symbol(o.instrument),
          o.role,
          o.side,
          o.type,
          o.quantity,
          o.limitPrice,
          o.stopPrice,
          o.timeInForce,
          o.state,
          o.filled,
          o.filled > 0 ? o.averagePrice : null,
          o.parent > 0 ? orderId(o.parent) : null,
          o.reason,
        ])
      ),
    ],
    'fills.csv': [
      'fill,order,time,strategy,symbol,side,quantity,price,market_price,fee',
      ...record.fills.map((f) =>
        csvLine([
          deriveId('fil', config.account, f.sequence),
          orderId(f.orderSequence),
          time(f.atMs),
          strategy(f.strategy),
          symbol(f.instrument),
          f.side,
          f.quantity,
          f.price,
          f.marketPrice,
          formatMicros(f.fee),
        ])
      ),
    ],
    'trades.csv': [
      'strategy,symbol,side,quantity,entry_time,entry_price,exit_time,exit_price,profit,return,fees,bars_held',
      ...trades.map((t) =>
        csvLine([
          t.strategy,
          t.symbol,
          t.side,
          t.quantity,
          time(t.entryMs),
          t.entryPrice,
          t.exitMs === null ? null : time(t.exitMs),
          t.exitPrice,
          t.pnl,
          t.returnFraction,
          t.fees,
          t.barsHeld,
        ])
      ),
    ],
    'equity.csv': [
      'time,equity,cash',
      ...Array.from(start, (ms, k) => `${time(ms)},${exact(equity[k])},${exact(cash[k])}`),
    ],
    'transactions.csv': [
      'transaction,time,type,strategy,symbol,quantity,price,amount,balance,fx_rate',
      ...record.transactions.map((t) =>
        csvLine([
          t.sequence,
          t.atMs === 0 ? null : time(t.atMs),
          t.type,
          strategy(t.strategy),
          symbol(t.instrument),
          t.quantity,
          t.price,
          formatMicros(t.amount),
          formatMicros(t.balance),
          t.fxRate,
        ])
      ),
    ],
    'denials.csv': [
      'time,decision,code,strategy,symbol,asked,let_through,reason',
      ...record.judgements.map((j) =>
        csvLine([
          time(j.atMs),
          j.decision,
          j.code,
          strategy(j.signal.strategy),
          symbol(j.signal.instrument),
          j.asked,
          j.quantity,
          j.reason,
        ])
      ),
    ],
    ...(config.agents === undefined
      ? {}
      : {
          'bias.csv': [
            'time,agent,bias,in_force,reason',
            ...record.biasChanges.map((b) =>
              csvLine([
                time(b.atMs),
                config.agents?.[b.agent]?.id ?? '',
                b.bias,
                b.inForce,
                b.reason,
              ])
            ),
          ],
        }),
  }
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  for (const [name, lines] of Object.entries(files)) {
    const path = join(folder, name)
    await writeFile(`${path}.part`, `${lines.join('\n')}\n`)
    await rename(`${path}.part`, path)
    paths.push(path)
  }
  return paths
}

function timeText(ms: number, daily: boolean): string {
  return daily ? formatDay(Math.floor(ms / 86_400_000)) : formatInstant(ms)
}

function exact(micros: number | undefined): string {
  return formatMicros((micros ?? 0) as Parameters<typeof formatMicros>[0])
}
