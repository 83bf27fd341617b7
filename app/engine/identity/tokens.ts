import { createHash, timingSafeEqual } from 'node:crypto'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { ApiToken, User } from '#ports/identity.js'
import { ABILITIES, abilitiesForTokens, type Ability } from './abilities.js'
import { randomHex, type AskedBy, type IdentityPorts } from './identity_ports.js'
import { addressesFault, addressFits } from './token_addresses.js'

const DAY_MS = 86_400_000
const DAYS_MAX = 365
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u
const STRATEGY = /^[a-z0-9][a-z0-9_-]{0,63}$/
/** What a token looks like: a prefix that scanners know, its id, its secret. */
const FORM = /^aq_([0-9a-f]{16})_([0-9a-f]{64})$/
/** A use is written down at most this often. */
const USE_MS = 60_000

/** A token that is to be. */
export interface TokenWish {
  readonly name: string
  readonly abilities: readonly string[]
  /** Strategy instances that it is bound to; `null` for all. */
  readonly strategies: readonly string[] | null
  /** Addresses and networks that it may be used from; `null` for any. */
  readonly addresses: readonly string[] | null
  /** Whole days until it expires, 1 to 365. */
  readonly days: number
}

/** A name of a token, or what is wrong with it. */
export function readTokenName(text: string): Result<string, string> {
  if (NAME.test(text)) return ok(text)
  return err('a token has a name of 1 to 60 letters, digits, spaces and ". _ -"')
}

/** Makes a token for a user; its text is in the answer and nowhere else. The failure is a sentence. */
export async function createToken(
  ports: IdentityPorts,
  user: User,
  wish: TokenWish,
  { actor, from }: AskedBy
): Promise<Result<{ readonly token: ApiToken; readonly text: string }, string>> {
  const fault = wishFault(user, wish)
  if (fault !== null) return err(fault)
  const { token, hash, text } = newToken(ports, user, wish)
  const { name, abilities, strategies, addresses, expiresAtMs } = token
  await ports.records.addToken(token, hash, {
    actor,
    action: 'token.created',
    subject: `token:${token.id}`,
    detail: { name, abilities, strategies, addresses, expiresAtMs, userId: user.id, from },
  })
  return ok({ token, text })
}

/**
 * Gives a token of the user's own another text and as long a life again; the one before is refused from now on.
 * The failure is a sentence.
 */
export async function rotateToken(
  ports: IdentityPorts,
  user: User,
  old: ApiToken,
  { actor, from }: AskedBy
): Promise<Result<{ readonly token: ApiToken; readonly text: string }, string>> {
  const days = Math.round((old.expiresAtMs - old.createdAtMs) / DAY_MS)
  const wish = { ...old, days }
  const fault = wishFault(user, wish)
  if (fault !== null) return err(fault)
  const { token, hash, text } = newToken(ports, user, wish)
  const isDone = await ports.records.replaceToken(old.id, token, hash, {
    actor,
    action: 'token.rotated',
    subject: `token:${old.id}`,
    detail: { by: token.id, expiresAtMs: token.expiresAtMs, from },
  })
  return isDone ? ok({ token, text }) : err(`there is no token ${old.id} in force`)
}

function newToken(ports: IdentityPorts, user: User, wish: TokenWish) {
  const key = randomHex(ports, 8)
  const secret = randomHex(ports, 32)
  const createdAtMs = ports.now()
  const each = (list: readonly string[]) => [...new Set(list)].sort()
  const token: ApiToken = {
    id: `tok_${key}`,
    userId: user.id,
    name: wish.name,
    abilities: each(wish.abilities),
    strategies: wish.strategies === null ? null : each(wish.strategies),
    addresses: wish.addresses === null ? null : each(wish.addresses),
    createdAtMs,
    expiresAtMs: createdAtMs + wish.days * DAY_MS,
    lastUsedMs: null,
    lastUsedFrom: null,
    revokedAtMs: null,
  }
  return { token, hash: hashOf(secret), text: `aq_${key}_${secret}` }
}

/** Takes a token back at once. The failure is a sentence. */
export async function revokeToken(
  ports: IdentityPorts,
  id: string,
  { actor, from }: AskedBy
): Promise<Result<ApiToken, string>> {
  const revoked = await ports.records.revokeToken(id, ports.now(), {
    actor,
    action: 'token.revoked',
    subject: `token:${id}`,
    detail: { from },
  })
  return revoked === null ? err(`there is no token ${id} in force`) : ok(revoked)
}

/**
 * Who a token speaks for; `null` for one that is none, was taken back, has expired, comes from an address that it
 * is not bound to, or whose user is locked.
 */
export async function readToken(
  ports: IdentityPorts,
  text: string,
  from: string
): Promise<{ readonly token: ApiToken; readonly user: User } | null> {
  const [, key, secret] = FORM.exec(text) ?? []
  if (key === undefined || secret === undefined) return null
  const found = await ports.records.token(`tok_${key}`)
  const given = Buffer.from(hashOf(secret))
  if (found === null || !timingSafeEqual(Buffer.from(found.hash), given)) return null
  const { token } = found
  const atMs = ports.now()
  if (token.revokedAtMs !== null || token.expiresAtMs <= atMs) return null
  if (!addressFits(token.addresses, from)) {
    await ports.audit.append({
      actor: `token:${token.id}`,
      action: 'token.refused',
      subject: `token:${token.id}`,
      detail: { from, addresses: token.addresses },
    })
    return null
  }
  const user = await ports.records.user(token.userId)
  if (user === null || !user.isEnabled) return null
  if (atMs - (token.lastUsedMs ?? 0) >= USE_MS) {
    await ports.records.noteTokenUse(token.id, { atMs, from })
  }
  return { token, user }
}

function wishFault(user: User, wish: TokenWish): string | null {
  const { name, abilities, strategies, addresses, days } = wish
  const named = readTokenName(name)
  if (!named.ok) return named.failure
  if (!(Number.isInteger(days) && days >= 1 && days <= DAYS_MAX)) {
    return `a token lives for 1 to ${DAYS_MAX} days, was ${days}`
  }
  if (abilities.length === 0) return 'a token needs at least one ability, as orders:read'
  const possible = abilitiesForTokens(user.role)
  const beyond = abilities.find((one) => !possible.includes(one as Ability))
  if (beyond !== undefined) {
    const isKnown = (ABILITIES as readonly string[]).includes(beyond)
    const shown = beyond.slice(0, 60)
    return isKnown
      ? `a token of ${user.name} cannot have ${shown}`
      : `there is no ability "${shown}"; there are ${possible.join(', ')}`
  }
  const odd = strategies?.find((one) => !STRATEGY.test(one))
  if (odd !== undefined) return `"${odd.slice(0, 60)}" is not the name of a strategy instance`
  if (strategies?.length === 0) return 'a token bound to strategies needs at least one'
  return addressesFault(addresses)
}

/** The secret has 256 random bits: one round of a fast hash is enough. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
