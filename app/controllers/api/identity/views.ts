import type { ApiToken, OpenLogin, User } from '#ports/identity.js'
import type { Passkey } from '#ports/passkeys.js'

function instant(ms: number): string
function instant(ms: number | null): string | null
function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

/** A user as the API shows them. */
export function userView({ id, name, role, isEnabled, hasTotp, createdAtMs, lastLoginMs }: User) {
  return {
    id,
    name,
    role,
    isEnabled,
    hasTotp,
    createdAt: instant(createdAtMs),
    lastLoginAt: instant(lastLoginMs),
  }
}

/** A token as the API shows it: everything but its secret. */
export function tokenView(token: ApiToken) {
  const { id, userId, name, abilities, strategies, addresses, lastUsedFrom } = token
  return {
    id,
    userId,
    name,
    abilities,
    strategies,
    addresses,
    createdAt: instant(token.createdAtMs),
    expiresAt: instant(token.expiresAtMs),
    lastUsedAt: instant(token.lastUsedMs),
    lastUsedFrom,
    revokedAt: instant(token.revokedAtMs),
  }
}

/** A passkey as its person sees it. */
export function passkeyView({ id, name, isSynced, createdAtMs, lastUsedMs }: Passkey) {
  return { id, name, isSynced, createdAt: instant(createdAtMs), lastUsedAt: instant(lastUsedMs) }
}

/** A login as its person sees it; `isHere` for the one that asks. */
export function loginView({ id, from, agent, beganAtMs, expiresMs }: OpenLogin, isHere: boolean) {
  return {
    id,
    isHere,
    from,
    agent,
    beganAt: instant(beganAtMs),
    expiresAt: instant(expiresMs),
  }
}
