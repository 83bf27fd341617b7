import { readPassword, readUserName } from '#engine/identity/user_rules.js'
import { invalid } from '#exceptions/api_problem'

/** A name to log in with as it will be kept; 422 for one that cannot be. */
export function checkName(given: string): string {
  const name = readUserName(given)
  if (name.ok) return name.value
  throw invalid('name', name.failure)
}

/** 422 for a password that this person cannot have. */
export function checkPassword(given: string, name: string, field = 'password'): void {
  const password = readPassword(given, name)
  if (!password.ok) throw invalid(field, password.failure)
}
