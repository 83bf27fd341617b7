import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { accountOf } from './account_request.js'
import { accountView, instant, positionView } from './views.js'

/** Accounts and what they hold. */
export default class AccountsController {
  async index() {
    const { ports } = await app.container.make('trading')
    return { items: (await ports.records.accounts()).map(accountView) }
  }

  async show(ctx: HttpContext) {
    return { account: accountView(await accountOf(ctx)) }
  }

  async positions(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const { name } = await accountOf(ctx)
    return { items: (await ports.records.positions(name)).map(positionView) }
  }

  /** Whether anybody trades, and how live prices stand. */
  async engine() {
    const { ports } = await app.container.make('trading')
    const [accounts, tradedBy, market] = await Promise.all([
      ports.records.accounts(),
      ports.records.tradedBy(),
      ports.live.board.read(),
    ])
    const at = instant(ports.clock.nowMs())
    return { tradedBy, at, accounts: accounts.map(accountView), market }
  }
}
