import type { AuditLog } from '#ports/audit_log.js'
import type { IdentityRecords, LoginRecords, PasswordHash } from '#ports/identity.js'
import type { PasskeyCeremonies, PasskeyRecords } from '#ports/passkeys.js'
import type { PreferenceRecords } from '#ports/preferences.js'

/** What identity needs of the outside. */
export interface IdentityPorts {
  readonly records: IdentityRecords
  readonly logins: LoginRecords
  readonly passkeys: PasskeyRecords
  readonly ceremonies: PasskeyCeremonies
  readonly preferences: PreferenceRecords
  readonly hash: PasswordHash
  readonly audit: AuditLog
  readonly now: () => number
  /** So many random bytes. */
  readonly random: (bytes: number) => Uint8Array
  /** Encrypts for keeping, and back; `null` for a text that was not encrypted here. */
  readonly seal: (secret: string) => string
  readonly unseal: (sealed: string) => string | null
}

/** Who asks, as the audit log names them, and from where. */
export interface AskedBy {
  readonly actor: string
  /** Address, or `console`. */
  readonly from: string
}

/** Random hexadecimal digits, two for each byte. */
export function randomHex({ random }: Pick<IdentityPorts, 'random'>, bytes: number): string {
  return Array.from(random(bytes), (one) => one.toString(16).padStart(2, '0')).join('')
}
