import { err, ok, type Result } from '#kernel/values/result.js'
import type { User } from '#ports/identity.js'
import type { AskedBy, IdentityPorts } from './identity_ports.js'
import { matchingStep, totpAddress, totpSecret } from './totp.js'

const SECRET_BYTES = 20

/** A secret for an authenticator; it counts once a code of it was given. */
export function proposeTotp(ports: IdentityPorts, { name }: User) {
  const secret = totpSecret(ports.random(SECRET_BYTES))
  return { secret, address: totpAddress(secret, name), sealed: ports.seal(secret) }
}

/** Makes a proposed secret the second factor, when a code shows that the authenticator has it. */
export async function confirmTotp(
  ports: IdentityPorts,
  user: User,
  given: { readonly sealed: string; readonly code: string },
  { actor, from }: AskedBy
): Promise<Result<User, string>> {
  const secret = ports.unseal(given.sealed)
  if (secret === null) return err('begin anew: there is no second factor under way')
  const step = matchingStep(secret, given.code, ports.now())
  // The code that confirms is used up: it lets nobody in afterwards.
  if (step === null || !(await ports.records.takeTotpStep(user.id, step))) {
    return err('the code does not fit or was used already; look at the clock of the phone')
  }
  const changed = await ports.records.changeUser(
    user.id,
    { totpSecret: given.sealed },
    { actor, action: 'user.totp_set', subject: `user:${user.id}`, detail: { from } }
  )
  return changed === null || changed === 'last_owner' ? err('there is no such user') : ok(changed)
}
