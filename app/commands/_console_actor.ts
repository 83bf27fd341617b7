import { userInfo } from 'node:os'

/** Whoever types commands here, as records and the audit log name them: `cli:anna`. */
export function consoleActor(): string {
  return `cli:${userInfo().username}`
}
