import { equityValidator } from '#validators/equity'
import { ONE, to, type ApiRoute, type LazyController } from '../api_route.js'

const Equity: LazyController = () => import('#controllers/api/portfolio/equity_controller')

/** What accounts were worth over time. */
export const equityRoutes: readonly ApiRoute[] = [
  to(
    'GET',
    `${ONE}/equity`,
    [Equity, 'show'],
    { ability: 'account:read' },
    {
      says: 'Equity and its drawdown over 1d, 1w, 1m or all, as columns for drawing; 3,000 points at most',
      query: equityValidator,
      answers: ['currency', 'range', 'at', 'equity', 'drawdown'],
      example: { query: { range: '1w' } },
    }
  ),
]
