/** What the API answers about people, their logins and the programs that act for them. */

export type Role = 'owner' | 'trader' | 'viewer'

/** Somebody who may log in. */
export interface Person {
  id: string
  name: string
  role: Role
  isEnabled: boolean
  hasTotp: boolean
  createdAt: string
  lastLoginAt: string | null
}

/** What of a person is to change. */
export interface PersonChange {
  role?: Role
  isEnabled?: boolean
  password?: string
  removesTotp?: boolean
  removesPasskeys?: boolean
}

/** The key of a program; its text is shown once, when it is made. */
export interface Token {
  id: string
  userId: string
  name: string
  abilities: string[]
  /** `null` for all of them, and for trading by hand. */
  strategies: string[] | null
  createdAt: string
  expiresAt: string
  lastUsedAt: string | null
  lastUsedFrom: string | null
  revokedAt: string | null
}

export interface TokenWish {
  name: string
  abilities: string[]
  strategies: string[] | null
  days: number
}

/** A key that a device keeps. */
export interface Passkey {
  id: string
  name: string
  isSynced: boolean
  createdAt: string
  lastUsedAt: string | null
}

export interface PasskeysAnswer {
  passkeys: Passkey[]
  /** Whether browsers keep passkeys for the address that the panel was opened at. */
  isPossible: boolean
}

/** Where a person is logged in. */
export interface OpenSession {
  id: string
  isHere: boolean
  from: string
  agent: string
  beganAt: string
  expiresAt: string
}

/** One thing that was done, as the audit log has it. */
export interface AuditEntry {
  sequence: number
  at: string
  actor: string
  action: string
  subject: string
  detail: Record<string, unknown>
  previousHash: string
  hash: string
}

export interface AuditPage {
  entries: AuditEntry[]
  next: string | null
}

/** What following the chain of hashes found. */
export interface AuditProof {
  rows: number
  broken: { sequence: number; reason: string } | null
}
