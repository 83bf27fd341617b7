import {
  barsValidator,
  calendarValidator,
  quotesValidator,
  storedQuotesValidator,
  termsValidator,
} from '#validators/market'
import { to, type ApiRoute, type LazyController } from '../api_route.js'

const Quotes: LazyController = () => import('#controllers/api/market/quotes_controller')
const Series: LazyController = () => import('#controllers/api/market/series_controller')
const Calendar: LazyController = () => import('#controllers/api/market/calendar_controller')

const READ = { ability: 'market-data:read' } as const

/** Prices, instruments and sessions. */
export const marketRoutes: readonly ApiRoute[] = [
  to('GET', '/quotes', [Quotes, 'index'], READ, {
    says: 'Latest prices',
    query: quotesValidator,
    answers: ['items', 'from'],
    example: { query: { symbols: 'US.AAPL,US.MSFT' } },
  }),
  to('GET', '/quotes/:symbol', [Quotes, 'stored'], READ, {
    says: 'The last stored quotes of a symbol, oldest first',
    query: storedQuotesValidator,
    answers: ['items'],
    example: { query: { limit: 20 } },
  }),
  to('GET', '/instruments', [Series, 'instruments'], READ, {
    says: 'Instruments and their terms',
    answers: ['items'],
  }),
  to('GET', '/instruments/:symbol', [Series, 'instrument'], READ, {
    says: 'One instrument, with its splits and dividends',
    answers: ['instrument', 'actions'],
  }),
  to(
    'PATCH',
    '/instruments/:symbol',
    [Series, 'terms'],
    { ability: 'market-data:write' },
    {
      says: 'Changes the terms of an instrument: class, tick, lot, step, sector',
      body: termsValidator,
      answers: ['instrument'],
      example: { body: { sector: 'Technology' } },
    }
  ),
  to('GET', '/series', [Series, 'index'], READ, {
    says: 'Series of bars that are stored',
    answers: ['items'],
  }),
  to('GET', '/series/:symbol/:timeframe', [Series, 'bars'], READ, {
    says: 'Bars as columns of numbers, for drawing; several are drawn as one where there are more than points',
    query: barsValidator,
    answers: ['series', 'count', 'barsInOne', 'bars'],
    example: { query: { points: 500, from: '2017-01-01' } },
  }),
  to('GET', '/series/:symbol/:timeframe/inspection', [Series, 'inspect'], READ, {
    says: 'Coverage, gaps and bars that look wrong',
    answers: ['*'],
  }),
  to('GET', '/calendar', [Calendar, 'show'], READ, {
    says: 'When a market trades: sessions, early closes and holidays',
    query: calendarValidator,
    answers: ['market', 'days'],
    example: { query: { market: 'HK', from: '2026-01-01', to: '2026-01-31' } },
  }),
]
