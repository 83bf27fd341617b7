import type { AuditEntry } from './audit_log.js'

/** What a person may do, from everything to looking. */
export const ROLES = ['owner', 'trader', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** A person who logs in. Times are UTC epoch ms. */
export interface User {
  /** `usr_` and 16 hexadecimal digits. */
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly isEnabled: boolean
  readonly hasTotp: boolean
  /** Sessions of a lower generation have ended. */
  readonly generation: number
  readonly createdAtMs: number
  readonly lastLoginMs: number | null
}

/** A user with what proves who they are. */
export interface UserCredentials {
  readonly user: User
  readonly passwordHash: string
  /** Encrypted; `null` without a second factor. */
  readonly totpSecret: string | null
}

/** What a change of a user sets; what is left out stays. Each ends the sessions that are open. */
export interface UserChange {
  readonly role?: Role
  readonly isEnabled?: boolean
  readonly passwordHash?: string
  readonly totpSecret?: string | null
  /** Takes every passkey away. */
  readonly removesPasskeys?: boolean
}

/** A key for a program that acts for a user. Its secret is known to its holder alone. */
export interface ApiToken {
  /** `tok_` and 16 hexadecimal digits. */
  readonly id: string
  readonly userId: string
  readonly name: string
  /** What it may do, as `orders:read`; never more than its user may. */
  readonly abilities: readonly string[]
  /** Strategy instances that it is bound to; `null` for all. */
  readonly strategies: readonly string[] | null
  /** Addresses and networks (`10.0.0.0/8`) that it may be used from; `null` for any. */
  readonly addresses: readonly string[] | null
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly lastUsedMs: number | null
  /** Address of its last use. */
  readonly lastUsedFrom: string | null
  readonly revokedAtMs: number | null
}

/** Users and tokens as they are kept. What changes something writes its audit entry in the same transaction. */
export interface IdentityRecords {
  hasUsers(): Promise<boolean>
  users(): Promise<readonly User[]>
  user(id: string): Promise<User | null>
  /** Finds by name, small and large letters alike. */
  credentials(name: string): Promise<UserCredentials | null>
  credentialsOf(id: string): Promise<UserCredentials | null>
  /** `false`, and nothing done, when there is a user already. */
  addFirstUser(user: User, passwordHash: string, entry: AuditEntry): Promise<boolean>
  /** `false`, and nothing done, when the name is taken. */
  addUser(user: User, passwordHash: string, entry: AuditEntry): Promise<boolean>
  /**
   * `last_owner`, and nothing done, when no owner would be left who can log in; `null` when there is no
   * such user.
   */
  changeUser(id: string, change: UserChange, entry: AuditEntry): Promise<User | 'last_owner' | null>
  noteLogin(id: string, atMs: number): Promise<void>
  /** Takes a code's time step once; `false` when it or a later one was taken already. */
  takeTotpStep(id: string, step: number): Promise<boolean>
  /** Newest first; of all users when none is given. */
  tokens(userId?: string): Promise<readonly ApiToken[]>
  token(id: string): Promise<{ readonly token: ApiToken; readonly hash: string } | null>
  addToken(token: ApiToken, hash: string, entry: AuditEntry): Promise<void>
  /** Puts a token in the place of one in force, which ends at once; `false`, and nothing done, when it is over. */
  replaceToken(id: string, token: ApiToken, hash: string, entry: AuditEntry): Promise<boolean>
  /** `null` when there is none that could be used. */
  revokeToken(id: string, atMs: number, entry: AuditEntry): Promise<ApiToken | null>
  noteTokenUse(id: string, use: { readonly atMs: number; readonly from: string }): Promise<void>
}

/** Turns passwords into what can be kept. Slow on purpose. */
export interface PasswordHash {
  make(password: string): Promise<string>
  verify(hash: string, password: string): Promise<boolean>
}

/** What a session keeps of a login. Times are UTC epoch ms. */
export interface KeptLogin {
  readonly userId: string
  /** Sessions of a lower generation than their user's have ended. */
  readonly generation: number
  /** When the person last showed who they are. */
  readonly freshAtMs: number
  readonly beganAtMs: number
  /** Address that it began from. */
  readonly from: string
  /** What the browser calls itself, cut to 200 characters. */
  readonly agent: string
}

/** A login that may go on, under a name that says nothing about the cookie which carries it. */
export interface OpenLogin extends KeptLogin {
  /** `ses_` and 16 hexadecimal digits. */
  readonly id: string
  readonly expiresMs: number
}

/** The logins that are open. */
export interface LoginRecords {
  /** The name of a session, as `OpenLogin` has it. */
  nameOf(sessionId: string): string
  /** Those of a user, last used first; of every generation. */
  of(userId: string): Promise<readonly OpenLogin[]>
  /** Ends logins of a user at once and says how many; writes the entry when there were any. */
  end(userId: string, ids: readonly string[], entry: AuditEntry): Promise<number>
}
