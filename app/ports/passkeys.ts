import type { AuditEntry } from './audit_log.js'

/** A key that a person's device keeps, and which lets them in. Times are UTC epoch ms. */
export interface Passkey {
  /** As the authenticator names it, base64url. */
  readonly id: string
  readonly userId: string
  /** As its person calls it. */
  readonly name: string
  /** How a browser may reach it: `internal`, `usb`, `hybrid`. */
  readonly transports: readonly string[]
  /** Whether it is kept in more than one device. */
  readonly isSynced: boolean
  readonly createdAtMs: number
  readonly lastUsedMs: number | null
}

/** What an answer of the passkey is checked with. */
export interface PasskeyProof {
  /** COSE public key, base64url. */
  readonly publicKey: string
  /** How often it signed, as it says; 0 for those that do not count. */
  readonly counter: number
}

/** Passkeys as they are kept. What changes one writes its audit entry in the same transaction. */
export interface PasskeyRecords {
  /** Oldest first. */
  of(userId: string): Promise<readonly Passkey[]>
  find(id: string): Promise<(Passkey & PasskeyProof) | null>
  /** Nothing is done when the id is there already (`taken`) or the user has so many (`full`). */
  add(
    passkey: Passkey & PasskeyProof,
    countMax: number,
    entry: AuditEntry
  ): Promise<'added' | 'taken' | 'full'>
  /** `false`, and nothing done, when the user has none of this id. */
  rename(own: OwnPasskey, name: string, entry: AuditEntry): Promise<boolean>
  remove(own: OwnPasskey, entry: AuditEntry): Promise<boolean>
  /**
   * Notes a use. `false`, and nothing done, when the counter did not go up: another key says that it is this
   * one. Those that do not count stay at 0.
   */
  noteUse(id: string, use: { readonly counter: number; readonly atMs: number }): Promise<boolean>
}

/** A passkey of one user. */
export interface OwnPasskey {
  readonly id: string
  readonly userId: string
}

/** Where passkeys hold: a name that browsers know as a site, and the origins of its pages. */
export interface PasskeySite {
  readonly id: string
  readonly origins: readonly string[]
}

/** What a browser is asked, as `navigator.credentials` wants it in JSON; opaque to the engine. */
export interface PasskeyQuestion {
  /** Base64url; good for one answer. */
  readonly challenge: string
  readonly options: object
}

/** What a browser answered for a new passkey. Binary members are base64url. */
export interface NewPasskeyAnswer {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly response: {
    readonly clientDataJSON: string
    readonly attestationObject: string
    readonly transports?: readonly string[] | undefined
  }
}

/** What a browser answered for a passkey that is to let somebody in. */
export interface PasskeyAnswer {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly response: {
    readonly clientDataJSON: string
    readonly authenticatorData: string
    readonly signature: string
    readonly userHandle?: string | undefined
  }
}

/** Whom a new passkey is for. */
export interface PasskeyPerson {
  readonly id: string
  readonly name: string
}

/** What WebAuthn says of questions and answers. An answer that does not hold is `null`, whatever it was. */
export interface PasskeyCeremonies {
  askForNew(
    site: PasskeySite,
    person: PasskeyPerson,
    known: readonly Passkey[]
  ): Promise<PasskeyQuestion>
  checkNew(
    site: PasskeySite,
    challenge: string,
    answer: NewPasskeyAnswer
  ): Promise<(PasskeyProof & Pick<Passkey, 'id' | 'transports' | 'isSynced'>) | null>
  /** `known` are those that will do; `null` leaves the choice to the person and tells nobody who has any. */
  ask(site: PasskeySite, known: readonly Passkey[] | null): Promise<PasskeyQuestion>
  check(
    site: PasskeySite,
    challenge: string,
    answer: PasskeyAnswer,
    passkey: Passkey & PasskeyProof
  ): Promise<{ readonly counter: number } | null>
}
