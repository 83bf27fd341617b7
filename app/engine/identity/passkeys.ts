import { err, ok, type Result } from '#kernel/values/result.js'
import type { User } from '#ports/identity.js'
import type { NewPasskeyAnswer, Passkey, PasskeyAnswer, PasskeySite } from '#ports/passkeys.js'
import type { AskedBy, IdentityPorts } from './identity_ports.js'
import { actorOf } from './log_in.js'

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .,'’()_-]{0,59}$/u
const COUNT_MAX = 20

/**
 * Where passkeys hold for a page at `host` (`localhost:3333`). Browsers take only names, never addresses: at
 * 127.0.0.1 there are none, `null`.
 */
export function passkeySite(host: string): PasskeySite | null {
  const lower = host.toLowerCase()
  const id = lower.replace(/:\d+$/, '')
  // Every other name is refused before, by the guard of names.
  return id === 'localhost' ? { id, origins: [`http://${lower}`, `https://${lower}`] } : null
}

/** What a browser made, and what it was asked. */
export interface PasskeyWish {
  readonly name: string
  readonly site: PasskeySite
  readonly challenge: string
  readonly answer: NewPasskeyAnswer
}

/** Adds a passkey to a user. The failure is a sentence. */
export async function addPasskey(
  ports: IdentityPorts,
  user: User,
  { name: givenName, site, challenge, answer }: PasskeyWish,
  { actor, from }: AskedBy
): Promise<Result<Passkey, string>> {
  const name = readPasskeyName(givenName)
  if (!name.ok) return name
  const made = await ports.ceremonies.checkNew(site, challenge, answer)
  if (made === null) return err('the passkey does not answer what was asked; begin anew')
  const { id, transports, isSynced } = made
  const passkey: Passkey = {
    id,
    userId: user.id,
    name: name.value,
    transports,
    isSynced,
    createdAtMs: ports.now(),
    lastUsedMs: null,
  }
  const outcome = await ports.passkeys.add({ ...made, ...passkey }, COUNT_MAX, {
    actor,
    action: 'user.passkey_added',
    subject: `user:${user.id}`,
    detail: { passkey: id, name: name.value, isSynced, from },
  })
  if (outcome === 'full') return err(`a person has at most ${COUNT_MAX} passkeys; remove one first`)
  return outcome === 'taken' ? err('this passkey is known already') : ok(passkey)
}

/** Gives one of a user's passkeys another name. The failure is a sentence. */
export async function renamePasskey(
  ports: IdentityPorts,
  user: User,
  wish: { readonly id: string; readonly name: string },
  { actor, from }: AskedBy
): Promise<Result<null, string>> {
  const { id } = wish
  const name = readPasskeyName(wish.name)
  if (!name.ok) return name
  const isDone = await ports.passkeys.rename({ id, userId: user.id }, name.value, {
    actor,
    action: 'user.passkey_renamed',
    subject: `user:${user.id}`,
    detail: { passkey: id, name: name.value, from },
  })
  return isDone ? ok(null) : err('there is no such passkey')
}

/** Takes one of a user's passkeys away; `false` when there was none of this id. */
export function removePasskey(
  ports: IdentityPorts,
  user: User,
  id: string,
  { actor, from }: AskedBy
): Promise<boolean> {
  return ports.passkeys.remove(
    { id, userId: user.id },
    {
      actor,
      action: 'user.passkey_removed',
      subject: `user:${user.id}`,
      detail: { passkey: id, from },
    }
  )
}

/** What a browser answered to let somebody in, and what it was asked. */
export interface PasskeyAttempt {
  readonly site: PasskeySite
  readonly challenge: string
  readonly answer: PasskeyAnswer
  /** Whose passkey it must be; `null` at a login, where the passkey says who it is. */
  readonly userId: string | null
}

/**
 * Lets in whoever has a passkey, which is device and person at once: no password and no code besides. Both
 * outcomes are written down.
 */
export async function logInByPasskey(
  ports: IdentityPorts,
  { site, challenge, answer, userId }: PasskeyAttempt,
  from: string
): Promise<Result<User, 'wrong' | 'disabled'>> {
  const passkey = await ports.passkeys.find(answer.id)
  if (passkey === null) return refuse(ports, answer.id, from, 'wrong')
  const { userHandle } = answer.response
  const isTheirs = userId === null || passkey.userId === userId
  const isNamed = userHandle === undefined || userHandle === handleOf(passkey.userId)
  if (!isTheirs || !isNamed) return refuse(ports, answer.id, from, 'wrong')
  const held = await ports.ceremonies.check(site, challenge, answer, passkey)
  const use = held === null ? null : { counter: held.counter, atMs: ports.now() }
  if (use === null || !(await ports.passkeys.noteUse(passkey.id, use))) {
    return refuse(ports, answer.id, from, 'wrong')
  }
  const user = await ports.records.user(passkey.userId)
  if (user?.isEnabled !== true) return refuse(ports, answer.id, from, 'disabled')
  await ports.records.noteLogin(user.id, ports.now())
  await ports.audit.append({
    actor: actorOf(user),
    action: 'user.logged_in',
    subject: `user:${user.id}`,
    detail: { passkey: passkey.id, from },
  })
  return ok(user)
}

async function refuse(
  ports: IdentityPorts,
  passkey: string,
  from: string,
  failure: 'wrong' | 'disabled'
): Promise<Result<User, 'wrong' | 'disabled'>> {
  await ports.audit.append({
    actor: 'stranger',
    action: 'user.login_refused',
    subject: 'login',
    detail: { passkey: passkey.slice(0, 24), failure, from },
  })
  return err(failure)
}

/** How a passkey names its user: the bytes of the id, base64url. */
function handleOf(userId: string): string {
  return Buffer.from(userId).toString('base64url')
}

/** A name of a passkey as it is kept, or what is wrong with it. */
export function readPasskeyName(text: string): Result<string, string> {
  const name = text.normalize('NFC').trim()
  if (NAME.test(name)) return ok(name)
  return err('a passkey has a name of 1 to 60 letters, digits, spaces and ". , ( ) _ -"')
}
