import {
  auditListValidator,
  freshenValidator,
  logInValidator,
  newTokenValidator,
  newUserValidator,
  passwordValidator,
  setUpValidator,
  totpValidator,
  userChangeValidator,
} from '#validators/identity'
import { to, type ApiRoute, type LazyController } from '../api_route.js'

const Session: LazyController = () => import('#controllers/api/identity/session_controller')
const Me: LazyController = () => import('#controllers/api/identity/me_controller')
const Users: LazyController = () => import('#controllers/api/identity/users_controller')
const Tokens: LazyController = () => import('#controllers/api/identity/tokens_controller')
const Audit: LazyController = () => import('#controllers/api/audit/audit_controller')

/** People, programs, and what they did. */
export const identityRoutes: readonly ApiRoute[] = [
  to('GET', '/session', [Session, 'show'], 'open', {
    says: 'Who is logged in and what they may; brings the XSRF-TOKEN cookie',
    answers: ['state', 'user', 'abilities', 'isFresh?', 'token?'],
  }),
  to('POST', '/setup', [Session, 'setUp'], 'open', {
    says: 'Makes the owner of a fresh installation, with the code of the console',
    body: setUpValidator,
    status: 201,
    answers: ['user'],
  }),
  to('POST', '/session', [Session, 'store'], 'open', {
    says: 'Logs in',
    body: logInValidator,
    answers: ['user'],
  }),
  to('POST', '/session/fresh', [Session, 'freshen'], 'self', {
    says: 'Gives the password again: for five minutes, what wants a fresh login is let through',
    body: freshenValidator,
    answers: ['isFresh'],
  }),
  to('DELETE', '/session', [Session, 'destroy'], 'self', {
    says: 'Logs out',
    status: 204,
    answers: [],
  }),

  to('PUT', '/me/password', [Me, 'password'], 'self', {
    says: 'A new password; every other session ends',
    body: passwordValidator,
    answers: ['user'],
  }),
  to('POST', '/me/totp', [Me, 'proposeTotp'], 'self_fresh', {
    says: 'Proposes a second factor',
    answers: ['secret', 'address'],
  }),
  to('PUT', '/me/totp', [Me, 'confirmTotp'], 'self_fresh', {
    says: 'Confirms the second factor with its first code',
    body: totpValidator,
    answers: ['user'],
  }),
  to('DELETE', '/me/totp', [Me, 'removeTotp'], 'self_fresh', {
    says: 'Removes the second factor',
    answers: ['user'],
  }),

  to(
    'GET',
    '/users',
    [Users, 'index'],
    { ability: 'users:read' },
    {
      says: 'People',
      answers: ['users'],
    }
  ),
  to(
    'POST',
    '/users',
    [Users, 'store'],
    { ability: 'users:write', isFresh: true },
    {
      says: 'Adds a person',
      body: newUserValidator,
      status: 201,
      answers: ['user'],
    }
  ),
  to(
    'PATCH',
    '/users/:id',
    [Users, 'update'],
    { ability: 'users:write', isFresh: true },
    {
      says: 'Changes role, password or lock of a person',
      body: userChangeValidator,
      answers: ['user'],
    }
  ),

  to(
    'GET',
    '/tokens',
    [Tokens, 'index'],
    { ability: 'tokens:read' },
    {
      says: 'Tokens of programs, and the abilities that may be given',
      answers: ['tokens', 'abilities'],
    }
  ),
  to(
    'POST',
    '/tokens',
    [Tokens, 'store'],
    { ability: 'tokens:write', isFresh: true },
    {
      says: 'Makes a token; its text is shown this once',
      body: newTokenValidator,
      status: 201,
      answers: ['token', 'text'],
    }
  ),
  to(
    'DELETE',
    '/tokens/:id',
    [Tokens, 'destroy'],
    { ability: 'tokens:write' },
    {
      says: 'Takes a token back',
      answers: ['token'],
    }
  ),

  to(
    'GET',
    '/audit',
    [Audit, 'index'],
    { ability: 'audit:read' },
    {
      says: 'What was done, by whom; newest first',
      query: auditListValidator,
      answers: ['entries'],
      example: { query: { subject: 'account:paper', limit: 20 } },
    }
  ),
  to(
    'GET',
    '/audit/verify',
    [Audit, 'verify'],
    { ability: 'audit:read' },
    {
      says: 'Follows the whole chain of hashes of the audit log',
      answers: ['*'],
    }
  ),
]
