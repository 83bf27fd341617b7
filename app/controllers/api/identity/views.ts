import type { ApiToken, User } from '#ports/identity.js'

const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

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
  const { id, userId, name, abilities, strategies, lastUsedFrom } = token
  return {
    id,
    userId,
    name,
    abilities,
    strategies,
    createdAt: instant(token.createdAtMs),
    expiresAt: instant(token.expiresAtMs),
    lastUsedAt: instant(token.lastUsedMs),
    lastUsedFrom,
    revokedAt: instant(token.revokedAtMs),
  }
}
