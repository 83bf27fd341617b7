import { err, ok, type Result } from '#kernel/values/result.js'
import type { User } from '#ports/identity.js'
import type { AskedBy, IdentityPorts } from './identity_ports.js'
import { matchingStep } from './totp.js'

/** What a person gives to log in. */
export interface Attempt {
  readonly name: string
  readonly password: string
  /** Six digits of the second factor, where there is one. */
  readonly code: string | null
}

/** Why nobody was let in. Outside, a wrong name and a wrong password look alike. */
export type LoginFailure = 'wrong' | 'code_needed' | 'code_wrong' | 'disabled'

/** What an unknown name is held against, so that it takes as long as a wrong password. */
let decoy: string | null = null

/** Lets a person in or says why not; both are written down. */
export async function logIn(
  ports: IdentityPorts,
  attempt: Attempt,
  from: string
): Promise<Result<User, LoginFailure>> {
  const found = await ports.records.credentials(attempt.name)
  decoy ??= await ports.hash.make('nobody has this password')
  const isRight = await ports.hash.verify(found?.passwordHash ?? decoy, attempt.password)
  if (found === null || !isRight) return refuse(ports, attempt, from, 'wrong')
  const { user } = found
  if (!user.isEnabled) return refuse(ports, attempt, from, 'disabled')
  if (found.totpSecret !== null) {
    if (attempt.code === null) return err('code_needed')
    const secret = ports.unseal(found.totpSecret)
    const step = secret === null ? null : matchingStep(secret, attempt.code, ports.now())
    const isFresh = step !== null && (await ports.records.takeTotpStep(user.id, step))
    if (!isFresh) return refuse(ports, attempt, from, 'code_wrong')
  }
  await ports.records.noteLogin(user.id, ports.now())
  await ports.audit.append({
    actor: actorOf(user),
    action: 'user.logged_in',
    subject: `user:${user.id}`,
    detail: { from },
  })
  return ok(user)
}

/** How the audit log names a person. */
export function actorOf({ id }: Pick<User, 'id'>): AskedBy['actor'] {
  return `user:${id}`
}

async function refuse(
  ports: IdentityPorts,
  { name }: Attempt,
  from: string,
  failure: LoginFailure
): Promise<Result<User, LoginFailure>> {
  await ports.audit.append({
    actor: 'stranger',
    action: 'user.login_refused',
    subject: 'login',
    // A password typed into the wrong field must not be kept: of the name, only its beginning.
    detail: { name: name.slice(0, 3), failure, from },
  })
  return err(failure)
}
