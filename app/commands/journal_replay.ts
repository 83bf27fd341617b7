import { flags } from '@adonisjs/core/ace'
import { formatMicros } from '#kernel/values/micros.js'
import type { Replayed, ReplayedRow } from '#engine/trading/replay_journal.js'
import { money } from './_portfolio_command.js'
import { TradingCommand } from './_trading_command.js'

const ROWS_MAX = 1_000

/** Shows an account as it was, out of its journal. */
export default class JournalReplay extends TradingCommand {
  static override commandName = 'journal:replay'
  static override description = 'Show an account as it was at a row of its journal or at an instant'
  static override help = [
    'Every row is stepped again from the first; nothing is changed.',
    '{{ binaryName }} journal:replay --at 2026-03-02T15:30:00Z',
    '{{ binaryName }} journal:replay --row 4711 --rows 20',
  ]

  @flags.number({ description: 'Up to this row' })
  declare row?: number

  @flags.string({ description: 'Up to this instant' })
  declare at?: string

  @flags.number({
    description: 'Also the last so many rows, with what the kernel answered',
    default: 0,
  })
  declare rows: number

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { row, at, rows } = this
    if (row !== undefined && at !== undefined) {
      this.refuse('--row and --at are two ends: give one of them')
      return
    }
    const atMs = at === undefined ? 0 : Date.parse(at)
    if (Number.isNaN(atMs)) {
      this.refuse(`--at must be an instant like 2026-03-02T15:30:00Z, was "${at}"`)
      return
    }
    if (!(Number.isSafeInteger(rows) && rows >= 0 && rows <= ROWS_MAX)) {
      this.refuse(`--rows must be a whole number from 0 to ${ROWS_MAX}, was ${rows}`)
      return
    }
    if (row !== undefined && !(Number.isSafeInteger(row) && row > 0)) {
      this.refuse(`--row must be a whole number above 0, was ${row}`)
      return
    }
    const { ports, replayJournal } = await this.trading()
    const end =
      row !== undefined
        ? ({ type: 'row', sequence: row } as const)
        : at !== undefined
          ? ({ type: 'instant', atMs } as const)
          : ({ type: 'end' } as const)
    const replayed = await replayJournal(ports.journal, account.name, { end, rows })
    if (!replayed.ok) {
      this.refuse(replayed.failure)
      return
    }
    await this.#show(account.name, replayed.value)
    if (replayed.value.difference !== null) this.exitCode = 1
  }

  async #show(account: string, { book, rows, difference }: Replayed) {
    const { portfolioOf } = await this.trading()
    const portfolio = portfolioOf(book)
    const { orders = [], mode = 'active' } = book.state ?? {}
    const held = portfolio.positions.filter(({ quantity }) => quantity !== 0)
    const at = new Date(book.atMs).toISOString()
    this.answer(
      {
        account,
        sequence: book.sequence,
        at,
        mode,
        cash: formatMicros(portfolio.cash),
        equity: formatMicros(portfolio.equity),
        positions: held.map(({ strategy, symbol, quantity }) => ({ strategy, symbol, quantity })),
        openOrders: orders.length,
        difference,
        rows,
      },
      () => [
        `${account} at row ${book.sequence} (${at}): ${mode}`,
        `  cash ${money(portfolio.cash)}, equity ${money(portfolio.equity)} ${portfolio.currency}, ` +
          `${orders.length} open orders`,
        ...held.map(
          ({ symbol, strategy, quantity, price }) =>
            `  ${quantity} ${symbol} of ${strategy} at ${price.toFixed(4)}`
        ),
        ...rows.flatMap(linesOf),
        ...(difference === null ? [] : [`does not fit: ${difference}`]),
      ]
    )
  }
}

function linesOf({ sequence, atMs, entry, commands, isSame }: ReplayedRow): string[] {
  const { type, ...facts } = entry
  const mark = isSame ? '' : '  (another answer than when it was written)'
  return [
    `  ${sequence} ${new Date(atMs).toISOString()} ${type} ${JSON.stringify(facts)}${mark}`,
    ...commands.map(({ type: answer, ...told }) => `      ${answer} ${JSON.stringify(told)}`),
  ]
}
