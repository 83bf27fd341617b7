import {
  accountValidator,
  closeValidator,
  flattenValidator,
  haltValidator,
  instrumentsValidator,
  orderChangeValidator,
  orderListValidator,
  orderValidator,
  rateValidator,
  reasonValidator,
  reduceValidator,
} from '#validators/trading'
import { ONE, to, type ApiRoute, type LazyController } from '../api_route.js'

const Accounts: LazyController = () => import('#controllers/api/trading/accounts_controller')
const Orders: LazyController = () => import('#controllers/api/trading/orders_controller')
const Engine: LazyController = () => import('#controllers/api/trading/engine_controller')

const ORDER = { symbol: 'US.AAPL', side: 'buy', quantity: '1', limitPrice: '1.00' }
const OPEN = { ability: 'account:write' } as const
/** A command answers what the engine answered, under the command's id. */
const OUTCOME = { isCommand: true, answers: ['command', '*'] } as const

const engineRoutes: readonly ApiRoute[] = [
  to(
    'GET',
    '/engine',
    [Accounts, 'engine'],
    { ability: 'engine:read' },
    {
      says: 'Whether anybody trades, and how live prices stand',
      answers: ['tradedBy', 'at', 'accounts', 'market'],
    }
  ),
  to(
    'GET',
    '/accounts',
    [Accounts, 'index'],
    { ability: 'account:read' },
    {
      says: 'Accounts',
      answers: ['items'],
    }
  ),
  to('POST', '/accounts', [Accounts, 'store'], OPEN, {
    says: 'Opens a paper account; without symbols it trades every instrument of its currency',
    body: accountValidator,
    status: 201,
    answers: ['account'],
  }),
  to('POST', `${ONE}/instruments`, [Accounts, 'addInstruments'], OPEN, {
    says: 'Lets the account trade more instruments',
    body: instrumentsValidator,
    ...OUTCOME,
  }),
  to('PUT', `${ONE}/rates/:currency`, [Accounts, 'setRate'], OPEN, {
    says: 'Sets what one unit of a currency is worth in that of the account',
    body: rateValidator,
    ...OUTCOME,
  }),
  to(
    'GET',
    ONE,
    [Accounts, 'show'],
    { ability: 'account:read' },
    {
      says: 'One account',
      answers: ['account'],
    }
  ),
  to(
    'GET',
    `${ONE}/positions`,
    [Accounts, 'positions'],
    { ability: 'account:read' },
    {
      says: 'What is held',
      answers: ['items'],
    }
  ),
  to(
    'POST',
    `${ONE}/halt`,
    [Engine, 'halt'],
    { ability: 'engine:halt' },
    {
      says: 'Stops new risk and cancels working entries; with reduceOnly it only allows what reduces',
      body: haltValidator,
      example: { body: { reason: 'something is odd' } },
      ...OUTCOME,
    }
  ),
  to(
    'POST',
    `${ONE}/resume`,
    [Engine, 'resume'],
    { ability: 'engine:write', isFresh: true },
    {
      says: 'Ends a halt',
      body: reasonValidator,
      example: { body: { reason: 'looked at it' } },
      ...OUTCOME,
    }
  ),
  to(
    'POST',
    `${ONE}/close`,
    [Engine, 'close'],
    { ability: 'engine:write' },
    {
      says: 'Closes what is held of a symbol',
      body: closeValidator,
      ...OUTCOME,
    }
  ),
  to(
    'POST',
    `${ONE}/reduce`,
    [Engine, 'reduce'],
    { ability: 'engine:write' },
    {
      says: 'Closes a part of what one strategy holds of a symbol, at the market',
      body: reduceValidator,
      ...OUTCOME,
    }
  ),
  to(
    'POST',
    `${ONE}/flatten`,
    [Engine, 'flatten'],
    { ability: 'engine:write' },
    {
      says: 'Closes everything',
      body: flattenValidator,
      example: { body: { reason: 'out' } },
      ...OUTCOME,
    }
  ),
]

const orderRoutes: readonly ApiRoute[] = [
  to(
    'GET',
    `${ONE}/orders`,
    [Orders, 'index'],
    { ability: 'orders:read' },
    {
      says: 'Orders, newest first',
      query: orderListValidator,
      answers: ['items', 'next'],
      example: { query: { open: true, limit: 50 } },
    }
  ),
  to(
    'GET',
    `${ONE}/orders/:id`,
    [Orders, 'show'],
    { ability: 'orders:read' },
    {
      says: 'One order, and the trace that it belongs to',
      answers: ['order', 'trace'],
    }
  ),
  to(
    'POST',
    `${ONE}/orders`,
    [Orders, 'store'],
    { ability: 'orders:write' },
    {
      says: 'Places an order by hand; risk is asked as for every other',
      body: orderValidator,
      status: 201,
      example: { body: { ...ORDER, timeInForce: 'gtc' } },
      ...OUTCOME,
    }
  ),
  to(
    'POST',
    `${ONE}/orders/check`,
    [Orders, 'check'],
    { ability: 'risk:read' },
    {
      says: 'What every risk rule would say to an order, without placing it',
      body: orderValidator,
      example: { body: ORDER },
      ...OUTCOME,
    }
  ),
  to(
    'PATCH',
    `${ONE}/orders/:id`,
    [Orders, 'update'],
    { ability: 'orders:write' },
    {
      says: 'New terms of a working order',
      body: orderChangeValidator,
      ...OUTCOME,
    }
  ),
  to(
    'DELETE',
    `${ONE}/orders/:id`,
    [Orders, 'destroy'],
    { ability: 'orders:write' },
    {
      says: 'Asks the broker to cancel an order',
      body: reasonValidator,
      ...OUTCOME,
    }
  ),
]

/** Trading: accounts, what stops and closes, orders. */
export const tradingRoutes: readonly ApiRoute[] = [...engineRoutes, ...orderRoutes]
