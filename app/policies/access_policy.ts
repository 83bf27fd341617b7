import { BasePolicy } from '@adonisjs/bouncer'
import type { Ability } from '#engine/identity/abilities.js'
import { callerMay, isFresh, mayTouchStrategy, type Caller } from '#engine/identity/caller.js'

/**
 * What a caller may do, asked by whatever answers HTTP. The table of roles and abilities is the engine's; nobody
 * (`null`) is refused everything before a question is looked at.
 */
export default class AccessPolicy extends BasePolicy {
  /** Whether a person calls, and no program. */
  beAPerson({ token }: Caller): boolean {
    return token === null
  }

  /** Whether the caller has an ability now. */
  use(caller: Caller, ability: Ability): boolean {
    return callerMay(caller, ability)
  }

  /** Whether what wants a fresh login is let through at this instant, UTC epoch ms. */
  actFreshly(caller: Caller, nowMs: number): boolean {
    return isFresh(caller, nowMs)
  }

  /** Whether the caller may act on a strategy instance; `manual` is trading by hand. */
  touchStrategy(caller: Caller, instance: string): boolean {
    return mayTouchStrategy(caller, instance)
  }
}
