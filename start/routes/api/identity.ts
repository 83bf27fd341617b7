import {
  auditListValidator,
  auditSheetValidator,
  freshenValidator,
  logInValidator,
  newTokenValidator,
  newUserValidator,
  passwordValidator,
  setUpValidator,
  totpValidator,
  userChangeValidator,
} from '#validators/identity'
import { newPasskeyValidator, passkeyNameValidator, passkeyValidator } from '#validators/passkeys'
import { preferencesValidator } from '#validators/preferences'
import { to, type ApiRoute, type LazyController } from '../api_route.js'

const Session: LazyController = () => import('#controllers/api/identity/session_controller')
const Me: LazyController = () => import('#controllers/api/identity/me_controller')
const Passkeys: LazyController = () => import('#controllers/api/identity/passkeys_controller')
const PasskeySession: LazyController = () =>
  import('#controllers/api/identity/passkey_session_controller')
const Preferences: LazyController = () => import('#controllers/api/identity/preferences_controller')
const Logins: LazyController = () => import('#controllers/api/identity/logins_controller')
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
  to('POST', '/session/passkey/options', [PasskeySession, 'ask'], 'open', {
    says: 'What a browser is to ask for to log in by passkey; only where the page is opened as localhost',
    answers: ['options'],
  }),
  to('POST', '/session/passkey', [PasskeySession, 'store'], 'open', {
    says: 'Logs in by passkey; needs no password and no code',
    body: passkeyValidator,
    answers: ['user'],
  }),
  to('POST', '/session/fresh/passkey/options', [PasskeySession, 'askFresh'], 'self', {
    says: 'What a browser is to ask for to make the login fresh by passkey',
    answers: ['options'],
  }),
  to('POST', '/session/fresh/passkey', [PasskeySession, 'freshen'], 'self', {
    says: 'Takes a passkey in place of the password, for five minutes',
    body: passkeyValidator,
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
  to('GET', '/me/passkeys', [Passkeys, 'index'], 'self', {
    says: 'Your passkeys, and whether this address is one where browsers have any',
    answers: ['passkeys', 'isPossible'],
  }),
  to('POST', '/me/passkeys/options', [Passkeys, 'propose'], 'self_fresh', {
    says: 'What a browser is to make a passkey of',
    answers: ['options'],
  }),
  to('POST', '/me/passkeys', [Passkeys, 'store'], 'self_fresh', {
    says: 'Adds the passkey that a browser made',
    body: newPasskeyValidator,
    status: 201,
    answers: ['passkey'],
  }),
  to('PATCH', '/me/passkeys/:id', [Passkeys, 'update'], 'self', {
    says: 'Gives a passkey of yours another name',
    body: passkeyNameValidator,
    answers: ['passkeys', 'isPossible'],
  }),
  to('DELETE', '/me/passkeys/:id', [Passkeys, 'destroy'], 'self_fresh', {
    says: 'Removes a passkey of yours',
    answers: ['passkeys', 'isPossible'],
  }),
  to('GET', '/me/preferences', [Preferences, 'show'], 'self', {
    says: 'How you want the panel to look, in every browser',
    answers: ['density', 'tables'],
    hasTag: true,
  }),
  to('PATCH', '/me/preferences', [Preferences, 'update'], 'self', {
    says: 'Changes how you want the panel to look; what is not named stays, a table that is null goes back',
    body: preferencesValidator,
    answers: ['density', 'tables'],
  }),
  to('GET', '/me/sessions', [Logins, 'index'], 'self', {
    says: 'Where you are logged in',
    answers: ['sessions'],
  }),
  to('DELETE', '/me/sessions', [Logins, 'destroyOthers'], 'self', {
    says: 'Ends every other session of yours',
    answers: ['ended'],
  }),
  to('DELETE', '/me/sessions/:id', [Logins, 'destroy'], 'self', {
    says: 'Ends another session of yours',
    answers: ['ended'],
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
    'GET',
    '/tokens/reach',
    [Tokens, 'reach'],
    { ability: 'tokens:read' },
    {
      says: 'What each ability opens to a token: calls of this API and channels of the streams',
      answers: ['calls', 'channels'],
    }
  ),
  to(
    'POST',
    '/tokens/:id/rotate',
    [Tokens, 'rotate'],
    { ability: 'tokens:write', isFresh: true },
    {
      says: 'Gives a token of yours another text, shown this once; the one before is refused from then on',
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
      answers: ['entries', 'next'],
      example: { query: { subject: 'account:paper', limit: 20 } },
    }
  ),
  to(
    'GET',
    '/audit.csv',
    [Audit, 'sheet'],
    { ability: 'audit:read' },
    {
      says: 'What was done, by whom, as a file for spreadsheets',
      query: auditSheetValidator,
      type: 'text/csv',
      answers: [],
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
