import type { Constructor, LazyImport } from '@adonisjs/core/types/common'
import type { Access } from '#middleware/access_middleware'

/** A controller that is loaded at its first use. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- The router's own type of a controller.
export type LazyController = LazyImport<Constructor<any>>

/** One route of the API: address, what answers, who may call it. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, as `/users/:id`. */
  readonly path: string
  readonly controller: LazyController
  readonly action: string
  readonly access: Access
}

const Session: LazyController = () => import('#controllers/api/identity/session_controller')
const Me: LazyController = () => import('#controllers/api/identity/me_controller')
const Users: LazyController = () => import('#controllers/api/identity/users_controller')
const Tokens: LazyController = () => import('#controllers/api/identity/tokens_controller')
const Audit: LazyController = () => import('#controllers/api/audit/audit_controller')
const Accounts: LazyController = () => import('#controllers/api/trading/accounts_controller')
const Orders: LazyController = () => import('#controllers/api/trading/orders_controller')
const Engine: LazyController = () => import('#controllers/api/trading/engine_controller')
const Strategies: LazyController = () => import('#controllers/api/trading/strategies_controller')
const Risk: LazyController = () => import('#controllers/api/trading/risk_controller')
const Traces: LazyController = () => import('#controllers/api/trading/traces_controller')
const Alerts: LazyController = () => import('#controllers/api/trading/alerts_controller')

const to = (
  method: ApiRoute['method'],
  path: string,
  [controller, action]: readonly [LazyController, string],
  access: Access
): ApiRoute => ({ method, path, controller, action, access })

const ONE = '/accounts/:account'

/** Every route of the API. Nothing is answered that is not here, and nothing here without its access. */
export const API_ROUTES: readonly ApiRoute[] = [
  to('GET', '/session', [Session, 'show'], 'open'),
  to('POST', '/setup', [Session, 'setUp'], 'open'),
  to('POST', '/session', [Session, 'store'], 'open'),
  to('POST', '/session/fresh', [Session, 'freshen'], 'self'),
  to('DELETE', '/session', [Session, 'destroy'], 'self'),

  to('PUT', '/me/password', [Me, 'password'], 'self'),
  to('POST', '/me/totp', [Me, 'proposeTotp'], 'self_fresh'),
  to('PUT', '/me/totp', [Me, 'confirmTotp'], 'self_fresh'),
  to('DELETE', '/me/totp', [Me, 'removeTotp'], 'self_fresh'),

  to('GET', '/users', [Users, 'index'], { ability: 'users:read' }),
  to('POST', '/users', [Users, 'store'], { ability: 'users:write', isFresh: true }),
  to('PATCH', '/users/:id', [Users, 'update'], { ability: 'users:write', isFresh: true }),

  to('GET', '/tokens', [Tokens, 'index'], { ability: 'tokens:read' }),
  to('POST', '/tokens', [Tokens, 'store'], { ability: 'tokens:write', isFresh: true }),
  to('DELETE', '/tokens/:id', [Tokens, 'destroy'], { ability: 'tokens:write' }),

  to('GET', '/audit', [Audit, 'index'], { ability: 'audit:read' }),
  to('GET', '/audit/verify', [Audit, 'verify'], { ability: 'audit:read' }),

  to('GET', '/engine', [Accounts, 'engine'], { ability: 'engine:read' }),
  to('GET', '/accounts', [Accounts, 'index'], { ability: 'account:read' }),
  to('GET', `${ONE}`, [Accounts, 'show'], { ability: 'account:read' }),
  to('GET', `${ONE}/positions`, [Accounts, 'positions'], { ability: 'account:read' }),

  to('GET', `${ONE}/orders`, [Orders, 'index'], { ability: 'orders:read' }),
  to('GET', `${ONE}/orders/:id`, [Orders, 'show'], { ability: 'orders:read' }),
  to('POST', `${ONE}/orders`, [Orders, 'store'], { ability: 'orders:write' }),
  to('POST', `${ONE}/orders/check`, [Orders, 'check'], { ability: 'risk:read' }),
  to('PATCH', `${ONE}/orders/:id`, [Orders, 'update'], { ability: 'orders:write' }),
  to('DELETE', `${ONE}/orders/:id`, [Orders, 'destroy'], { ability: 'orders:write' }),

  to('POST', `${ONE}/halt`, [Engine, 'halt'], { ability: 'engine:halt' }),
  to('POST', `${ONE}/resume`, [Engine, 'resume'], { ability: 'engine:write', isFresh: true }),
  to('POST', `${ONE}/close`, [Engine, 'close'], { ability: 'engine:write' }),
  to('POST', `${ONE}/flatten`, [Engine, 'flatten'], { ability: 'engine:write' }),

  to('GET', `${ONE}/strategies`, [Strategies, 'index'], { ability: 'strategies:read' }),
  to('POST', `${ONE}/strategies`, [Strategies, 'store'], { ability: 'strategies:write' }),
  to('GET', `${ONE}/strategies/:name`, [Strategies, 'show'], { ability: 'strategies:read' }),
  to('GET', `${ONE}/strategies/:name/logs`, [Strategies, 'logs'], { ability: 'strategies:read' }),
  ...(['start', 'pause', 'resume', 'stop'] as const).map((action) =>
    to('POST', `${ONE}/strategies/:name/${action}`, [Strategies, action], {
      ability: 'strategies:write',
    })
  ),

  to('GET', `${ONE}/risk/limits`, [Risk, 'limits'], { ability: 'risk:read' }),
  to('PATCH', `${ONE}/risk/limits`, [Risk, 'change'], { ability: 'risk:write', isFresh: true }),
  to('DELETE', `${ONE}/risk/limits/waiting`, [Risk, 'withdraw'], { ability: 'risk:write' }),
  to('GET', `${ONE}/risk/bias`, [Risk, 'bias'], { ability: 'risk:read' }),
  to('PUT', `${ONE}/risk/bias`, [Risk, 'setBias'], { ability: 'risk:write', isFresh: true }),

  to('GET', `${ONE}/traces`, [Traces, 'index'], { ability: 'traces:read' }),
  to('GET', '/traces/:id', [Traces, 'show'], { ability: 'traces:read' }),

  to('GET', '/alerts', [Alerts, 'index'], { ability: 'alerts:read' }),
  to('GET', '/alerts/:id', [Alerts, 'show'], { ability: 'alerts:read' }),
  to('POST', '/alerts/:id/acknowledge', [Alerts, 'acknowledge'], { ability: 'alerts:write' }),
  to('POST', '/alerts/:id/resolve', [Alerts, 'resolve'], { ability: 'alerts:write' }),
]
