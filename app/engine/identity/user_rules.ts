import { err, ok, type Result } from '#kernel/values/result.js'
import { ROLES, type Role } from '#ports/identity.js'

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,62}[\p{L}\p{N}]$/u
const PASSWORD_LENGTH_MIN = 12
const PASSWORD_LENGTH_MAX = 200
/** Fewer different characters than this make no password, however long it is. */
const LETTERS_MIN = 5

/** A name to log in with, or what is wrong with it. */
export function readUserName(text: string): Result<string, string> {
  const name = text.normalize('NFC').trim()
  if (NAME.test(name)) return ok(name)
  return err('a name is 2 to 64 letters and digits, with ". _ - @" and spaces between them')
}

/** A password that may be set, or what is wrong with it. Length is what counts. */
export function readPassword(password: string, name: string): Result<string, string> {
  const { length } = password
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
    const range = `${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX}`
    return err(`a password has ${range} characters, this one has ${length}`)
  }
  if (new Set(password).size < LETTERS_MIN) {
    return err(`a password has at least ${LETTERS_MIN} different characters`)
  }
  if (password.toLowerCase().includes(name.toLowerCase())) {
    return err('a password must not contain the name')
  }
  return ok(password)
}

/** A role, or what it could be. */
export function readRole(text: string): Result<Role, string> {
  const role = ROLES.find((one) => one === text)
  return role === undefined ? err(`a role is one of ${ROLES.join(', ')}`) : ok(role)
}
