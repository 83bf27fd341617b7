import {
  biasValidator,
  limitsValidator,
  reasonValidator,
  voiceValidator,
} from '#validators/trading'
import { ONE, to, type ApiRoute, type LazyController } from '../api_route.js'

const Risk: LazyController = () => import('#controllers/api/trading/risk_controller')
const Voices: LazyController = () => import('#controllers/api/trading/voices_controller')

/** A command answers what the engine answered, under the command's id. */
const OUTCOME = { isCommand: true, answers: ['command', '*'] } as const

/** Limits of an account, their multiplier, and who has a say in its risk. */
export const riskRoutes: readonly ApiRoute[] = [
  to(
    'GET',
    `${ONE}/risk`,
    [Risk, 'show'],
    { ability: 'risk:read' },
    {
      says: 'How much of each limit is used, what is left in money, and which binds first',
      answers: [
        'currency',
        'mode',
        'modeReason',
        'equity',
        'peakEquity',
        'exposure',
        'dailyLoss',
        'drawdown',
        'bias',
        'bindsFirst',
        'limitsVersion',
        'haltsOnDailyLoss',
        'sequence',
        'at',
        'uses',
      ],
    }
  ),
  to(
    'GET',
    `${ONE}/risk/modes`,
    [Risk, 'modes'],
    { ability: 'risk:read' },
    {
      says: 'Halts and their ends, newest first, with who did it and why',
      answers: ['items'],
    }
  ),
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
    { ability: 'risk:write' },
    {
      says: 'Changes limits: what tightens holds at once, what loosens wants a fresh login, waits and can be withdrawn',
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
