import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { refused } from '#exceptions/api_problem'
import { accountValidator, instrumentsValidator, rateValidator } from '#validators/trading'
import { bodyOf } from '../asked.js'
import { leaveAudit } from '../leave_audit.js'
import { accountOf, allowStrategy, askOnce, SOON_MS } from './account_request.js'
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

  /** Opens a paper account. */
  async store(ctx: HttpContext) {
    await allowStrategy(ctx, 'manual')
    const { name, currency = 'USD', cash, symbols = [] } = await bodyOf(ctx, accountValidator)
    const { openAccount, ports } = await app.container.make('trading')
    const { actor } = ctx.caller!
    const wish = { name, currency, cash, symbols, actor, atMs: ports.clock.nowMs() }
    const opened = await openAccount(ports, wish)
    if (!opened.ok) throw refused(opened.failure)
    const traded = opened.value.instruments.map(({ symbol }) => symbol)
    const detail = { currency, cash, symbols: traded }
    await leaveAudit(ctx, 'account.opened', `account:${name}`, detail)
    const row = (await ports.records.accounts()).find((one) => one.name === name)!
    ctx.response.status(201)
    return { account: accountView(row) }
  }

  /** Lets the account trade more instruments. */
  async addInstruments(ctx: HttpContext) {
    await allowStrategy(ctx, 'manual')
    const account = await accountOf(ctx)
    const { symbols, rate } = await bodyOf(ctx, instrumentsValidator)
    const { tradable, ports } = await app.container.make('trading')
    const found = await tradable(ports.store, { symbols, currency: null })
    if (!found.ok) throw refused(found.failure)
    const fxRate = rate ?? null
    const instruments = found.value.map((terms) => ({ terms: { ...terms }, fxRate }))
    return askOnce(ctx, account, {
      kind: 'add_instruments',
      body: { instruments },
      expiresInMs: null,
    })
  }

  /** Sets what a currency is worth in the account's. */
  async setRate(ctx: HttpContext) {
    await allowStrategy(ctx, 'manual')
    const account = await accountOf(ctx)
    const { rate } = await bodyOf(ctx, rateValidator)
    const currency = String(ctx.params.currency)
    const body = { currency, rate }
    return askOnce(ctx, account, { kind: 'set_fx_rate', body, expiresInMs: SOON_MS })
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
