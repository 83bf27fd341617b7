import type { ApiToken, User } from '#ports/identity.js'
import { roleMay, tokenMay, type Ability } from './abilities.js'
import { actorOf } from './log_in.js'

/** For so long after a password was given, actions that want a fresh login are let through. */
export const FRESH_MS = 5 * 60_000

/** Whoever a request comes from: a person with a session, or a program with a token. */
export interface Caller {
  readonly user: User
  /** `null` for a person. */
  readonly token: ApiToken | null
  /** As the audit log names them. */
  readonly actor: string
  readonly from: string
  /** When the person last gave their password, UTC epoch ms; 0 for a program. */
  readonly freshAtMs: number
}

/** A person with a session. */
export function personCalling(user: User, from: string, freshAtMs: number): Caller {
  return { user, token: null, actor: actorOf(user), from, freshAtMs }
}

/** A program with a token. */
export function programCalling(user: User, token: ApiToken, from: string): Caller {
  return { user, token, actor: `token:${token.id}`, from, freshAtMs: 0 }
}

/** Whether a caller has an ability now. */
export function callerMay({ user, token }: Caller, ability: Ability): boolean {
  return token === null
    ? roleMay(user.role, ability)
    : tokenMay(user.role, token.abilities, ability)
}

/** Whether a person gave their password lately. A program's token was given by a person who had. */
export function isFresh({ token, freshAtMs }: Caller, nowMs: number): boolean {
  return token !== null || nowMs - freshAtMs <= FRESH_MS
}

/** Whether a caller may act on a strategy instance: a token may be bound to some. */
export function mayTouchStrategy({ token }: Caller, instance: string): boolean {
  return token?.strategies?.includes(instance) ?? true
}
