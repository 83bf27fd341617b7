import { args, flags } from '@adonisjs/core/ace'
import type { TableColumn } from '#engine/text_table.js'
import { TradingCommand } from './_trading_command.js'

/** Most stored quotes that are shown at once. */
const COUNT_MAX = 1_000

/** Shows latest prices, or the last quotes that were stored of a symbol. */
export default class Quotes extends TradingCommand {
  static override commandName = 'quotes'
  static override description = 'Show the latest prices, or the last stored quotes of a symbol'

  @args.string({ description: 'Symbol (all when not given)', required: false })
  declare symbol?: string

  @flags.number({ description: 'Show so many stored quotes of the symbol, up to 1000' })
  declare stored?: number

  override async run() {
    if (this.stored !== undefined) return this.showStored(this.stored)
    const { ports, findQuotes, formatTable } = await this.trading()
    const places = await ports.live.openQuotes()
    try {
      const { quotes, from } = await findQuotes(places, this.symbol ? [this.symbol] : null)
      if (this.symbol !== undefined && quotes.length === 0) {
        this.refuse(
          `there is no price of ${this.symbol}: nobody listens to it while the server runs`
        )
        return
      }
      const nowMs = ports.clock.nowMs()
      if (quotes.length === 0) {
        this.answer({ from, quotes }, () => ['no prices yet: start the server with npm start'])
        return
      }
      this.answer({ from, quotes }, () => [
        `latest prices, shared by ${from}`,
        ...formatTable(
          columns('symbol', 'bid', 'ask', 'last', 'age'),
          quotes.map(({ symbol, bid, ask, last, atMs }) => [
            symbol,
            shown(bid),
            shown(ask),
            shown(last),
            `${((nowMs - atMs) / 1_000).toFixed(1)} s`,
          ])
        ),
      ])
    } finally {
      places.close()
    }
  }

  private async showStored(count: number) {
    const { symbol } = this
    if (symbol === undefined) {
      return this.refuse('--stored needs a symbol: quotes US.AAPL --stored 20')
    }
    if (!Number.isInteger(count) || count < 1 || count > COUNT_MAX) {
      return this.refuse(`--stored is a whole number from 1 to ${COUNT_MAX}, was ${count}`)
    }
    const { ports, formatTable } = await this.trading()
    const quotes = await ports.live.ticks.lastQuotes(symbol, count)
    if (quotes.length === 0) return this.refuse(`no quotes of ${symbol} are stored`)
    this.answer({ quotes }, () =>
      formatTable(
        columns('at', 'bid', 'ask', 'last', 'delay'),
        quotes.map(({ tick, receivedMs }) => [
          new Date(tick.atMs).toISOString(),
          shown(tick.bid),
          shown(tick.ask),
          shown(tick.last),
          `${receivedMs - tick.atMs} ms`,
        ])
      )
    )
  }
}

/** A name, then numbers. */
function columns(first: string, ...numbers: readonly string[]): TableColumn[] {
  return [{ title: first }, ...numbers.map((title) => ({ title, isNumber: true }))]
}

function shown(value: number | null): string {
  return value === null ? '-' : value.toFixed(4)
}
