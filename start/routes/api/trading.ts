import {
  biasValidator,
  closeValidator,
  flattenValidator,
  haltValidator,
  limitsValidator,
  logValidator,
  newStrategyValidator,
  orderChangeValidator,
  orderListValidator,
  orderValidator,
  reasonValidator,
  voiceValidator,
} from '#validators/trading'
import { ONE, to, type ApiRoute, type LazyController } from '../api_route.js'

const Accounts: LazyController = () => import('#controllers/api/trading/accounts_controller')
const Orders: LazyController = () => import('#controllers/api/trading/orders_controller')
const Engine: LazyController = () => import('#controllers/api/trading/engine_controller')
const Strategies: LazyController = () => import('#controllers/api/trading/strategies_controller')
const Risk: LazyController = () => import('#controllers/api/trading/risk_controller')
const Voices: LazyController = () => import('#controllers/api/trading/voices_controller')

const ORDER = { symbol: 'US.AAPL', side: 'buy', quantity: '1', limitPrice: '1.00' }
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
      says: 'One order',
      answers: ['order'],
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

const strategyRoutes: readonly ApiRoute[] = [
  to(
    'GET',
    `${ONE}/strategies`,
    [Strategies, 'index'],
    { ability: 'strategies:read' },
    {
      says: 'Strategies of the account',
      answers: ['items'],
    }
  ),
  to(
    'POST',
    `${ONE}/strategies`,
    [Strategies, 'store'],
    { ability: 'strategies:write' },
    {
      says: 'Makes a strategy out of a plugin; it begins stopped',
      body: newStrategyValidator,
      status: 201,
      answers: ['strategy'],
      example: { body: { plugin: 'momentum', name: 'example', symbols: ['US.AAPL'] } },
    }
  ),
  to(
    'GET',
    `${ONE}/strategies/:name`,
    [Strategies, 'show'],
    { ability: 'strategies:read' },
    {
      says: 'One strategy with what it last said of itself and what happened to it',
      answers: ['strategy', 'snapshot', 'events'],
    }
  ),
  to(
    'GET',
    `${ONE}/strategies/:name/logs`,
    [Strategies, 'logs'],
    { ability: 'strategies:read' },
    {
      says: 'What it wrote, oldest first; `next` is the `after` of what comes later',
      query: logValidator,
      answers: ['items', 'next'],
    }
  ),
  ...(['start', 'pause', 'resume', 'stop'] as const).map((action) =>
    to(
      'POST',
      `${ONE}/strategies/:name/${action}`,
      [Strategies, action],
      {
        ability: 'strategies:write',
      },
      { says: `Has the strategy ${action}`, ...OUTCOME }
    )
  ),
]

const riskRoutes: readonly ApiRoute[] = [
  to(
    'GET',
    `${ONE}/risk/limits`,
    [Risk, 'limits'],
    { ability: 'risk:read' },
    {
      says: 'Limits in force, what waits to loosen them, and how they came about',
      answers: ['current', 'waiting', 'history', 'loosenings'],
    }
  ),
  to(
    'PATCH',
    `${ONE}/risk/limits`,
    [Risk, 'change'],
    { ability: 'risk:write', isFresh: true },
    {
      says: 'Changes limits: what tightens holds at once, what loosens waits and can be withdrawn',
      body: limitsValidator,
      example: { body: { limits: { exposureFractionMax: 0.5 }, reason: 'smaller' } },
      ...OUTCOME,
    }
  ),
  to(
    'DELETE',
    `${ONE}/risk/limits/waiting`,
    [Risk, 'withdraw'],
    { ability: 'risk:write' },
    {
      says: 'Withdraws what waits to loosen the limits',
      body: reasonValidator,
      ...OUTCOME,
    }
  ),
  to(
    'GET',
    `${ONE}/risk/bias`,
    [Risk, 'bias'],
    { ability: 'risk:read' },
    {
      says: 'The multiplier of all limits that holds now, and what everybody said last',
      answers: ['effective', 'words'],
    }
  ),
  to(
    'PUT',
    `${ONE}/risk/bias`,
    [Risk, 'setBias'],
    { ability: 'risk:write', isFresh: true },
    {
      says: 'Sets the multiplier of all limits',
      body: biasValidator,
      example: { body: { bias: 1, reason: 'calm' } },
      ...OUTCOME,
    }
  ),
  ...(['rule', 'agent'] as const).flatMap((kind) => [
    to(
      'GET',
      `${ONE}/risk/${kind}s`,
      [Voices, `${kind}s`],
      { ability: 'risk:read' },
      {
        says:
          kind === 'rule'
            ? 'Plugins that are asked about every order that opens'
            : 'Agents that may tighten all limits',
        answers: ['items'],
      }
    ),
    to(
      'PUT',
      `${ONE}/risk/${kind}s/:plugin`,
      [Voices, kind === 'rule' ? 'enableRule' : 'enableAgent'],
      { ability: 'risk:write', isFresh: true },
      { says: `Enables a ${kind}, or changes its parameters`, body: voiceValidator, ...OUTCOME }
    ),
    to(
      'DELETE',
      `${ONE}/risk/${kind}s/:plugin`,
      [Voices, kind === 'rule' ? 'disableRule' : 'disableAgent'],
      { ability: 'risk:write', isFresh: true },
      { says: `Disables a ${kind}`, ...OUTCOME }
    ),
  ]),
]

/** Trading: orders, strategies, risk. */
export const tradingRoutes: readonly ApiRoute[] = [
  ...engineRoutes,
  ...orderRoutes,
  ...strategyRoutes,
  ...riskRoutes,
]
