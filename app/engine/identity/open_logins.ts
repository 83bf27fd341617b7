import type { OpenLogin, User } from '#ports/identity.js'
import type { AskedBy, IdentityPorts } from './identity_ports.js'

/** The logins of a user that go on, last used first. Those of an earlier generation are over already. */
export async function openLogins(ports: IdentityPorts, user: User): Promise<readonly OpenLogin[]> {
  const all = await ports.logins.of(user.id)
  return all.filter(({ generation }) => generation === user.generation)
}

/** Ends logins of a user at once; says how many there were. */
export function endLogins(
  ports: IdentityPorts,
  user: User,
  ids: readonly string[],
  { actor, from }: AskedBy
): Promise<number> {
  return ports.logins.end(user.id, ids, {
    actor,
    action: 'user.logins_ended',
    subject: `user:${user.id}`,
    detail: { logins: ids, from },
  })
}
