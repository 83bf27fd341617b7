import { backtestValidator, runListValidator } from '#validators/backtests'
import { to, type ApiRoute, type LazyController } from '../api_route.js'

const Backtests: LazyController = () => import('#controllers/api/backtests/backtests_controller')
const Jobs: LazyController = () => import('#controllers/api/backtests/jobs_controller')

const READ = { ability: 'backtests:read' } as const
const WRITE = { ability: 'backtests:write' } as const

/** Backtests: those that are to be run, and those that were. */
export const backtestRoutes: readonly ApiRoute[] = [
  to('GET', '/backtests', [Backtests, 'index'], READ, {
    says: 'Backtests that were run, newest first',
    query: runListValidator,
    answers: ['items', 'next'],
    example: { query: { limit: 20 } },
  }),
  to('POST', '/backtests', [Jobs, 'store'], WRITE, {
    says: 'Asks for a backtest; it runs beside the host, one at a time',
    body: backtestValidator,
    isCommand: true,
    status: 202,
    answers: ['job'],
    example: {
      body: {
        strategies: [{ plugin: 'momentum', parameters: { fast: '10', slow: '30' } }],
        symbols: ['US.AAPL'],
        from: '2016-01-04',
        to: '2017-12-29',
        commission: 'per-order:1',
      },
    },
  }),
  to('GET', '/backtests/jobs', [Jobs, 'index'], READ, {
    says: 'Backtests that wait, run or were over since the host started',
    answers: ['items'],
  }),
  to('GET', '/backtests/jobs/:id', [Jobs, 'show'], READ, {
    says: 'One of them with its progress; `runId` names what was stored',
    answers: ['job'],
  }),
  to('DELETE', '/backtests/jobs/:id', [Jobs, 'destroy'], WRITE, {
    says: 'Cancels a backtest that waits or runs',
    answers: ['job'],
  }),
  to('GET', '/backtests/:id', [Backtests, 'show'], READ, {
    says: 'One backtest with all that is needed to repeat it',
    answers: ['run'],
  }),
  to('GET', '/backtests/:id/result', [Backtests, 'result'], READ, {
    says: 'Figures, equity and trades of a backtest',
    answers: ['result'],
  }),
  to('GET', '/backtests/:id/report', [Backtests, 'report'], READ, {
    says: 'The report of a backtest as a page',
    type: 'text/html',
    answers: [],
  }),
  to('DELETE', '/backtests/:id', [Backtests, 'destroy'], WRITE, {
    says: 'Removes a backtest with its report',
    answers: ['removed'],
  }),
]
