import {
  draftValidator,
  logValidator,
  newStrategyValidator,
  reasonValidator,
} from '#validators/trading'
import { ONE, to, type ApiRoute, type LazyController } from '../api_route.js'

const Strategies: LazyController = () => import('#controllers/api/trading/strategies_controller')

const Drafts: LazyController = () => import('#controllers/api/trading/drafts_controller')

const DRAFT = [
  'current',
  'draft',
  'changes',
  'faults',
  'isOutdated',
  'declarations',
  'versions',
] as const
/** A command answers what the engine answered, under the command's id. */
const OUTCOME = { isCommand: true, answers: ['command', '*'] } as const

/** Strategies of an account. */
export const strategyRoutes: readonly ApiRoute[] = [
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
      isCommand: true,
      status: 201,
      answers: ['strategy'],
      example: { body: { plugin: 'momentum', name: 'example', symbols: ['US.AAPL'] } },
    }
  ),
  to(
    'GET',
    `${ONE}/activity`,
    [Strategies, 'activity'],
    { ability: 'strategies:read' },
    {
      says: 'What each strategy did today at the exchange: orders, errors, its last signal; its profit at the last 30 closes; the last 50 starts, stops and changes',
      answers: ['currency', 'since', 'items', 'turns'],
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
  to(
    'GET',
    `${ONE}/strategies/:name/draft`,
    [Drafts, 'show'],
    { ability: 'strategies:read' },
    {
      says: 'The parameters that run, the draft of the next ones, and in what they differ',
      answers: DRAFT,
    }
  ),
  to(
    'PUT',
    `${ONE}/strategies/:name/draft`,
    [Drafts, 'update'],
    { ability: 'strategies:write' },
    {
      says: 'Writes the draft of a strategy; what is left out has the default of the plugin',
      body: draftValidator,
      answers: DRAFT,
      example: { body: { parameters: { fast: '10' } } },
    }
  ),
  to(
    'DELETE',
    `${ONE}/strategies/:name/draft`,
    [Drafts, 'destroy'],
    { ability: 'strategies:write' },
    { says: 'Throws the draft away', answers: DRAFT }
  ),
  to(
    'POST',
    `${ONE}/strategies/:name/draft/apply`,
    [Drafts, 'apply'],
    { ability: 'strategies:write' },
    {
      says: 'Makes the draft the parameters of the strategy; one that runs begins anew with them',
      body: reasonValidator,
      ...OUTCOME,
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
