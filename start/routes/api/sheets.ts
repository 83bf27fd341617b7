import { orderSheetValidator, traceSheetValidator } from '#validators/trading'
import { sheetValidator, transactionSheetValidator } from '#validators/portfolio'
import { ONE, to, type ApiRoute, type LazyController } from '../api_route.js'

const Sheets: LazyController = () => import('#controllers/api/portfolio/sheets_controller')

const FILE = { type: 'text/csv', answers: [] } as const

/** Lists as files for spreadsheets; each needs what the list itself needs. */
export const sheetRoutes: readonly ApiRoute[] = [
  to(
    'GET',
    `${ONE}/positions.csv`,
    [Sheets, 'positions'],
    { ability: 'account:read' },
    { says: 'What is held, as a file', ...FILE }
  ),
  to(
    'GET',
    `${ONE}/orders.csv`,
    [Sheets, 'orders'],
    { ability: 'orders:read' },
    { says: 'All orders that pass the filter, as a file', query: orderSheetValidator, ...FILE }
  ),
  to(
    'GET',
    `${ONE}/fills.csv`,
    [Sheets, 'fills'],
    { ability: 'orders:read' },
    { says: 'All executions that pass the filter, as a file', query: sheetValidator, ...FILE }
  ),
  to(
    'GET',
    `${ONE}/trades.csv`,
    [Sheets, 'trades'],
    { ability: 'account:read' },
    { says: 'All closed trades that pass the filter, as a file', query: sheetValidator, ...FILE }
  ),
  to(
    'GET',
    `${ONE}/transactions.csv`,
    [Sheets, 'transactions'],
    { ability: 'account:read' },
    {
      says: 'All movements of cash that pass the filter, as a file',
      query: transactionSheetValidator,
      ...FILE,
    }
  ),
  to(
    'GET',
    `${ONE}/traces.csv`,
    [Sheets, 'traces'],
    { ability: 'traces:read' },
    { says: 'All traces that pass the filter, as a file', query: traceSheetValidator, ...FILE }
  ),
]
