import { BasePolicy } from '@adonisjs/bouncer'
import type { Caller } from '#engine/identity/caller.js'
import type { ApiToken } from '#ports/identity.js'

/** Whose tokens a person sees and takes back: their own, and an owner everybody's. */
export default class TokenPolicy extends BasePolicy {
  /** Whether the tokens of everybody are shown. */
  seeAll({ user }: Caller): boolean {
    return user.role === 'owner'
  }

  /** Whether one may be taken back. */
  revoke({ user }: Caller, token: Pick<ApiToken, 'userId'>): boolean {
    return user.role === 'owner' || token.userId === user.id
  }
}
