/** What HTTP and commands use of users, sessions and tokens, as one module. */
import { randomBytes } from 'node:crypto'
import type { ClientBase } from 'pg'
import { Scrypt } from '@adonisjs/core/hash/drivers/scrypt'
import { appendAudit } from '#adapters/audit_log/append_audit.js'
import { PostgresAuditLog } from '#adapters/audit_log/postgres_audit_log.js'
import { PostgresIdentity } from '#adapters/identity/postgres_identity.js'
import { PostgresLogins } from '#adapters/identity/postgres_logins.js'
import { PostgresPasskeys } from '#adapters/identity/postgres_passkeys.js'
import { PostgresPreferences } from '#adapters/identity/postgres_preferences.js'
import { WebAuthnCeremonies } from '#adapters/passkey/web_authn.js'
import type { IdentityPorts } from '#engine/identity/identity_ports.js'
import type { AuditEntry } from '#ports/audit_log.js'
import type { OpenDatabase } from '#ports/database.js'

export { ABILITIES, abilitiesForTokens, roleMay, tokenMay } from '#engine/identity/abilities.js'
export { addOwner, addUser } from '#engine/identity/add_user.js'
export { changeUser } from '#engine/identity/change_user.js'
export { actorOf, logIn } from '#engine/identity/log_in.js'
export { endLogins, openLogins } from '#engine/identity/open_logins.js'
export {
  addPasskey,
  logInByPasskey,
  passkeySite,
  readPasskeyName,
  removePasskey,
  renamePasskey,
} from '#engine/identity/passkeys.js'
export { changePreferences } from '#engine/identity/preferences.js'
export { SetupCode } from '#engine/identity/setup_code.js'
export {
  createToken,
  readToken,
  readTokenName,
  revokeToken,
  rotateToken,
} from '#engine/identity/tokens.js'
export { readRole } from '#engine/identity/user_rules.js'
export { formatTable } from '#engine/text_table.js'

/** 64 MB and some 100 ms a password: N = 2^16, r = 8, p = 1, the first that OWASP recommends for scrypt. */
const SCRYPT = { cost: 2 ** 16, blockSize: 8, parallelization: 1, maxMemory: 128 * 2 ** 20 }

/** Encrypts and decrypts what is kept of second factors. */
export type Seal = Pick<IdentityPorts, 'seal' | 'unseal'>

/** Binds what identity needs to its adapters. */
export function createIdentityPorts(database: OpenDatabase, seal: Seal): IdentityPorts {
  const scrypt = new Scrypt(SCRYPT)
  const append = (client: ClientBase, entries: readonly AuditEntry[]) =>
    appendAudit(client, entries)
  return {
    records: new PostgresIdentity(database, append),
    logins: new PostgresLogins(database, append),
    passkeys: new PostgresPasskeys(database, append),
    preferences: new PostgresPreferences(database),
    ceremonies: new WebAuthnCeremonies(),
    hash: {
      make: (password) => scrypt.make(password.normalize('NFKC')),
      verify: (hash, password) => scrypt.verify(hash, password.normalize('NFKC')),
    },
    audit: new PostgresAuditLog(database),
    now: Date.now,
    random: (bytes) => randomBytes(bytes),
    ...seal,
  }
}
