import { alertListValidator, noteValidator, traceListValidator } from '#validators/trading'
import { ONE, to, type ApiRoute, type LazyController } from '../api_route.js'

const Traces: LazyController = () => import('#controllers/api/trading/traces_controller')
const Alerts: LazyController = () => import('#controllers/api/trading/alerts_controller')

/** Why things were done, and what needs attention. */
export const attentionRoutes: readonly ApiRoute[] = [
  to(
    'GET',
    `${ONE}/traces`,
    [Traces, 'index'],
    { ability: 'traces:read' },
    {
      says: 'Signals and what became of them, newest first',
      query: traceListValidator,
      answers: ['items', 'next'],
      example: { query: { denied: true, limit: 20 } },
    }
  ),
  to(
    'GET',
    '/traces/:id',
    [Traces, 'show'],
    { ability: 'traces:read' },
    {
      says: 'One signal from the market seen to the fill',
      answers: ['trace'],
    }
  ),
  to(
    'GET',
    '/alerts',
    [Alerts, 'index'],
    { ability: 'alerts:read' },
    {
      says: 'What needs attention, newest first',
      query: alertListValidator,
      answers: ['items', 'next'],
      example: { query: { all: true } },
    }
  ),
  to(
    'GET',
    '/alerts/:id',
    [Alerts, 'show'],
    { ability: 'alerts:read' },
    {
      says: 'One alert and what happened to it',
      answers: ['alert', 'events'],
    }
  ),
  to(
    'POST',
    '/alerts/:id/acknowledge',
    [Alerts, 'acknowledge'],
    { ability: 'alerts:write' },
    {
      says: 'Says that a person has seen it; it stays until it is over',
      body: noteValidator,
      answers: ['alert'],
    }
  ),
  to(
    'POST',
    '/alerts/:id/resolve',
    [Alerts, 'resolve'],
    { ability: 'alerts:write' },
    {
      says: 'Says that it is over',
      body: noteValidator,
      answers: ['alert'],
    }
  ),
]
