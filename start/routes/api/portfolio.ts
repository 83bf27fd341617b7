import {
  decisionValidator,
  discrepancyListValidator,
  fillListValidator,
  pnlValidator,
  reconciliationListValidator,
  tradeListValidator,
  transactionListValidator,
} from '#validators/portfolio'
import { ONE, to, type ApiRoute, type LazyController } from '../api_route.js'

const Portfolio: LazyController = () => import('#controllers/api/portfolio/portfolio_controller')
const Ledger: LazyController = () => import('#controllers/api/portfolio/ledger_controller')
const Reconcile: LazyController = () => import('#controllers/api/portfolio/reconcile_controller')

const READ = { ability: 'account:read' } as const

/** What an account holds, has earned and has moved, and whether its broker agrees. */
export const portfolioRoutes: readonly ApiRoute[] = [
  to('GET', `${ONE}/portfolio`, [Portfolio, 'show'], READ, {
    says: 'Cash by currency, positions and exposure',
    answers: [
      'account',
      'currency',
      'sequence',
      'at',
      'equity',
      'cash',
      'outside',
      'currencyCash',
      'currencyEffect',
      'rates',
      'exposure',
      'positions',
    ],
    hasTag: true,
  }),
  to('GET', `${ONE}/pnl`, [Portfolio, 'pnl'], READ, {
    says: 'Profit and loss of the account and of each of its strategies, and the last closes',
    query: pnlValidator,
    answers: ['currency', 'equity', 'tradesSince', 'results', 'days'],
    hasTag: true,
    example: { query: { days: 20 } },
  }),
  to('GET', `${ONE}/transactions`, [Ledger, 'transactions'], READ, {
    says: 'Every movement of cash, newest first',
    query: transactionListValidator,
    answers: ['items', 'next'],
    example: { query: { type: 'commission', limit: 20 } },
  }),
  to(
    'GET',
    `${ONE}/fills`,
    [Ledger, 'fills'],
    { ability: 'orders:read' },
    {
      says: 'Executions, newest first',
      query: fillListValidator,
      answers: ['items', 'next'],
      example: { query: { symbol: 'US.AAPL', limit: 20 } },
    }
  ),
  to('GET', `${ONE}/trades`, [Ledger, 'trades'], READ, {
    says: 'Closed trades, newest first',
    query: tradeListValidator,
    answers: ['items', 'next'],
  }),
  to('GET', `${ONE}/reconciliations`, [Reconcile, 'index'], READ, {
    says: "Comparisons with the broker's books, newest first",
    query: reconciliationListValidator,
    answers: ['items', 'next'],
    example: { query: { limit: 20 } },
  }),
  to(
    'POST',
    `${ONE}/reconciliations`,
    [Reconcile, 'store'],
    { ability: 'engine:write' },
    {
      says: "Compares the account's books with the broker's now",
      isCommand: true,
      answers: ['command', '*'],
    }
  ),
  to('GET', `${ONE}/discrepancies`, [Reconcile, 'discrepancies'], READ, {
    says: 'In what the books differ, newest first',
    query: discrepancyListValidator,
    answers: ['items', 'next'],
    example: { query: { all: true } },
  }),
  to(
    'POST',
    `${ONE}/discrepancies/:id/decide`,
    [Reconcile, 'decide'],
    { ability: 'engine:write', isFresh: true },
    {
      says: 'Takes over what the broker says about a discrepancy, or leaves it as it is',
      body: decisionValidator,
      isCommand: true,
      answers: ['command', '*'],
      example: { body: { decision: 'dismiss', reason: 'placed by hand' } },
    }
  ),
]
