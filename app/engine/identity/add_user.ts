import { err, ok, type Result } from '#kernel/values/result.js'
import type { AuditEntry } from '#ports/audit_log.js'
import type { Role, User } from '#ports/identity.js'
import { randomHex, type AskedBy, type IdentityPorts } from './identity_ports.js'
import { readPassword, readUserName } from './user_rules.js'

/** A user who is to be there. */
export interface NewUser {
  readonly name: string
  readonly password: string
  readonly role: Role
}

/** Adds a user. The failure is a sentence. */
export async function addUser(
  ports: IdentityPorts,
  wish: NewUser,
  by: AskedBy
): Promise<Result<User, string>> {
  const made = await makeUser(ports, wish, by)
  if (!made.ok) return made
  const { user, passwordHash, entry } = made.value
  const isNew = await ports.records.addUser(user, passwordHash, entry)
  return isNew ? ok(user) : err(`there is a user ${user.name} already`)
}

/** Adds the owner of a fresh installation. The failure is a sentence; nothing is done when there is a user. */
export async function addOwner(
  ports: IdentityPorts,
  wish: Omit<NewUser, 'role'>,
  by: AskedBy
): Promise<Result<User, string>> {
  const made = await makeUser(ports, { ...wish, role: 'owner' }, by)
  if (!made.ok) return made
  const { user, passwordHash, entry } = made.value
  const isFirst = await ports.records.addFirstUser(user, passwordHash, entry)
  return isFirst ? ok(user) : err('this installation has an owner already; log in')
}

async function makeUser(
  ports: IdentityPorts,
  { name: givenName, password: givenPassword, role }: NewUser,
  { actor, from }: AskedBy
): Promise<Result<{ user: User; passwordHash: string; entry: AuditEntry }, string>> {
  const name = readUserName(givenName)
  if (!name.ok) return name
  const password = readPassword(givenPassword, name.value)
  if (!password.ok) return password
  const user: User = {
    id: `usr_${randomHex(ports, 8)}`,
    name: name.value,
    role,
    isEnabled: true,
    hasTotp: false,
    generation: 1,
    createdAtMs: ports.now(),
    lastLoginMs: null,
  }
  const entry: AuditEntry = {
    actor,
    action: 'user.added',
    subject: `user:${user.id}`,
    detail: { name: user.name, role, from },
  }
  return ok({ user, passwordHash: await ports.hash.make(password.value), entry })
}
