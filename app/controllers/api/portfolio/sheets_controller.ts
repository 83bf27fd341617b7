import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { orderSheetValidator, traceSheetValidator } from '#validators/trading'
import { sheetValidator, transactionSheetValidator } from '#validators/portfolio'
import { queryOf } from '../asked.js'
import { csvLines, pagesOf, sendCsv, type CsvColumn } from '../csv.js'
import { accountOf } from '../trading/account_request.js'
import { sinceMsOf } from './ledger_controller.js'
import * as columns from './sheet_columns.js'

/** Lists as files for spreadsheets: all that passes the filter, UTC, decimals as they are stored. */
export default class SheetsController {
  async positions(ctx: HttpContext) {
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const read = async () => ports.records.positions(name)
    return this.#send(ctx, columns.POSITION_COLUMNS, whole(read))
  }

  async orders(ctx: HttpContext) {
    const { open, ...more } = await queryOf(ctx, orderSheetValidator)
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const read = pagesOf(
      (page) => ports.records.orders(name, { ...more, ...page, isOpen: open === true }),
      sequenceOf
    )
    return this.#send(ctx, columns.ORDER_COLUMNS, read)
  }

  async fills(ctx: HttpContext) {
    const filter = await queryOf(ctx, sheetValidator)
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const read = pagesOf((page) => ports.portfolio.fills(name, { ...filter, ...page }), sequenceOf)
    return this.#send(ctx, columns.FILL_COLUMNS, read)
  }

  async trades(ctx: HttpContext) {
    const filter = await queryOf(ctx, sheetValidator)
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const read = pagesOf(
      (page) => ports.portfolio.closedTrades(name, { ...filter, ...page }),
      sequenceOf
    )
    return this.#send(ctx, columns.TRADE_COLUMNS, read)
  }

  async transactions(ctx: HttpContext) {
    const given = await queryOf(ctx, transactionSheetValidator)
    const { type = null, strategy = null, symbol = null, since } = given
    const filter = { type, strategy, symbol, sinceMs: sinceMsOf(since) }
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const read = pagesOf(
      (page) => ports.portfolio.transactions(name, { ...filter, ...page }),
      sequenceOf
    )
    return this.#send(ctx, columns.TRANSACTION_COLUMNS, read)
  }

  async traces(ctx: HttpContext) {
    const { symbol = null, strategy = null, denied } = await queryOf(ctx, traceSheetValidator)
    const filter = { symbol, strategy, isDenied: denied === true }
    const { name } = await accountOf(ctx)
    const { ports, traceId } = await app.container.make('trading')
    const read = pagesOf(
      (page) => ports.traces.latest(name, { ...filter, ...page }),
      ({ trace }) => trace
    )
    const id: CsvColumn<{ readonly trace: number }> = ['trace', (one) => traceId(name, one.trace)]
    return this.#send(ctx, [id, ...columns.TRACE_COLUMNS], read)
  }

  /** The file bears the account's name and the list's. */
  #send<T>(
    ctx: HttpContext,
    given: readonly CsvColumn<T>[],
    pages: AsyncIterable<readonly T[]>
  ): Promise<void> {
    const [list = ''] = ctx.apiRoute!.path.split('/').at(-1)!.split('.')
    return sendCsv(ctx, `${String(ctx.params.account)}-${list}`, csvLines(given, pages))
  }
}

const sequenceOf = (row: { readonly sequence: number }) => row.sequence

async function* whole<T>(read: () => Promise<readonly T[]>): AsyncGenerator<readonly T[]> {
  yield await read()
}
