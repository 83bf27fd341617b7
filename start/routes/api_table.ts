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

const to = (
  method: ApiRoute['method'],
  path: string,
  [controller, action]: readonly [LazyController, string],
  access: Access
): ApiRoute => ({ method, path, controller, action, access })

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
]
