import { err, ok, type Result } from '#kernel/values/result.js'
import type { Role, User, UserChange } from '#ports/identity.js'
import type { AskedBy, IdentityPorts } from './identity_ports.js'
import { readPassword } from './user_rules.js'

/** What to change; each change ends the sessions of the user that are open. */
export interface WantedChange {
  readonly role?: Role
  readonly isEnabled?: boolean
  readonly password?: string
  /** Takes the second factor away, for somebody who lost it. */
  readonly removesTotp?: boolean
  /** Takes every passkey away as well. */
  readonly removesPasskeys?: boolean
}

/** Changes a user. The failure is a sentence; an installation always keeps an owner who can log in. */
export async function changeUser(
  ports: IdentityPorts,
  id: string,
  wanted: WantedChange,
  { actor, from }: AskedBy
): Promise<Result<User, string>> {
  const before = await ports.records.user(id)
  if (before === null) return err(`there is no user ${id}`)
  const { role, isEnabled, password, removesTotp, removesPasskeys } = wanted
  if (password !== undefined) {
    const fits = readPassword(password, before.name)
    if (!fits.ok) return fits
  }
  const change: UserChange = {
    ...(role === undefined ? {} : { role }),
    ...(isEnabled === undefined ? {} : { isEnabled }),
    ...(password === undefined ? {} : { passwordHash: await ports.hash.make(password) }),
    ...(removesTotp === true ? { totpSecret: null } : {}),
    ...(removesPasskeys === true ? { removesPasskeys } : {}),
  }
  if (Object.keys(change).length === 0) return err('nothing to change was given')
  const changed = await ports.records.changeUser(id, change, {
    actor,
    action: 'user.changed',
    subject: `user:${id}`,
    detail: {
      before: { role: before.role, isEnabled: before.isEnabled, hasTotp: before.hasTotp },
      after: {
        role: role ?? before.role,
        isEnabled: isEnabled ?? before.isEnabled,
        hasTotp: before.hasTotp && removesTotp !== true,
      },
      hasNewPassword: password !== undefined,
      ...(removesPasskeys === true ? { removesPasskeys } : {}),
      from,
    },
  })
  if (changed === null) return err(`there is no user ${id}`)
  if (changed === 'last_owner') {
    return err(`${before.name} is the last owner who can log in; make another one first`)
  }
  return ok(changed)
}
