import type { Token } from '#shared/types/people'

const DAY_MS = 86_400_000
/** A token that nobody used for so long is asked about. */
const IDLE_DAYS = 30

/** How a token stands. */
export type TokenState = 'in_force' | 'idle' | 'expired' | 'revoked'

/** How a token stands at an instant, UTC epoch ms. One that was never used is idle when it is 30 days old. */
export function tokenState(token: Token, nowMs: number): TokenState {
  if (token.revokedAt !== null) return 'revoked'
  if (Date.parse(token.expiresAt) <= nowMs) return 'expired'
  const lastMs = Date.parse(token.lastUsedAt ?? token.createdAt)
  return nowMs - lastMs > IDLE_DAYS * DAY_MS ? 'idle' : 'in_force'
}

/** Whether a token can still do something. */
export const isInForce = (state: TokenState) => state === 'in_force' || state === 'idle'

/** Abilities by what they are about, in the order that they came: `orders` has `read` and `write`. */
export function byResource(abilities: readonly string[]): { resource: string; verbs: string[] }[] {
  const found = new Map<string, string[]>()
  for (const ability of abilities) {
    const [resource = '', verb = ''] = ability.split(':')
    found.set(resource, [...(found.get(resource) ?? []), verb])
  }
  return [...found].map(([resource, verbs]) => ({ resource, verbs }))
}
