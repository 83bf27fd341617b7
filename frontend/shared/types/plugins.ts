/** What `/api/v1/plugins` and its neighbours answer. Names, words and texts of plugins are those of strangers. */

export type PluginEnvironment = 'example' | 'paper' | 'live'
export type PluginState = 'installed' | 'enabled' | 'disabled' | 'quarantined' | 'blocked'
/** How far the origin of a plugin is known, best first. */
export type TrustLevel = 'official' | 'verified' | 'signed' | 'unsigned-local'

export interface AskedPermission {
  id: string
  reason: string
  optional?: boolean
}

export interface FullManifest {
  id: string
  name: string
  description: string
  version: string
  kind: string
  engines: { aq: string; sdk: number }
  publisher: { id: string; name: string; url?: string }
  license?: string
  permissions: AskedPermission[]
  limits: { memoryMb: number; timeoutMs: number; logPerMin: number; storageKb: number }
  markets: string[]
  determinism: string
}

export interface InstalledPlugin {
  id: string
  kind: string
  state: PluginState
  activeVersion: string
  /** A version that waits for consent. */
  stagedVersion: string | null
  source: {
    type: 'npm' | 'tarball' | 'folder' | 'index'
    spec?: string
    id?: string
    path?: string
  }
  quarantineReason: string | null
  installedAt: string
  updatedAt: string
  level: TrustLevel | null
  publisher: string | null
  manifest: FullManifest | null
}

export interface ShippedPlugin {
  id: string
  manifest: FullManifest | null
  faults: unknown[]
}

/** A permission as a person reads it. `words` is the host's English. */
export interface PermissionLine {
  id: string
  consent: 'implicit' | 'normal' | 'sensitive' | 'dangerous'
  words: string
  /** The author's own words. */
  reason: string
  isOptional: boolean
}

export interface ConsentLine extends PermissionLine {
  /** A word has to be typed before it is granted. */
  isTyped: boolean
}

export interface GrantedLine extends PermissionLine {
  grantedIn: PluginEnvironment[]
  typedIn: PluginEnvironment[]
}

export interface WaitingLine extends ConsentLine {
  change: 'added' | 'widened' | 'unchanged' | 'removed'
  before: string | null
}

/** What stood out in the code of a package. */
export interface ScanFinding {
  line: number
  count: number
  message: string
}

/** What an install asks; `consentTo` is sent back with the consent. */
export interface ConsentQuestion {
  consentTo: string
  id: string
  version: string
  name: string
  kind: string
  publisher: { id: string; name: string }
  level: TrustLevel
  findings: ScanFinding[]
  permissions: ConsentLine[]
  confirmation: string | null
}

/** A publisher's key that was never seen here. */
export interface KeyQuestion {
  keyId: string
  pluginId: string
  publisherId: string
  publisherName: string
}

export interface PluginVersion {
  version: string
  contentHash: string
  level: TrustLevel
  keyId: string | null
  installedAt: string
  installedBy: string
}

export interface PluginDetails extends InstalledPlugin {
  versions: PluginVersion[]
  key: PublisherKey | null
  permissions: GrantedLine[]
  grants: {
    environment: PluginEnvironment
    permission: string
    grantedBy: string
    grantedAt: string
  }[]
  waiting: {
    version: string
    level: TrustLevel
    permissions: WaitingLine[]
    confirmation: string | null
  } | null
  warnings: string[]
}

export interface PluginOffer {
  registry: string
  registryName: string
  name: string
  description: string
  kind: string
  publisher: { id: string; name: string; keyId: string }
  level: TrustLevel
  versions: { version: string; publishedAt: string; keyId: string; fault: string | null }[]
  permissions: { id: string; words: string }[]
}

export interface OfferedPlugin {
  id: string
  offers: PluginOffer[]
  /** The version that would be installed. */
  installs: string | null
  refusal: string | null
}

export interface PluginAnswer {
  installed?: PluginDetails
  shipped?: ShippedPlugin
  offered?: OfferedPlugin
}

export interface PluginList {
  shipped: ShippedPlugin[]
  installed: InstalledPlugin[]
  safeMode: boolean
}

export interface CatalogueHit {
  id: string
  name: string
  description: string
  kind: string
  version: string
  publisher: string
  level: TrustLevel
  permissions: string[]
  registry: string
  installedVersion: string | null
  blocked: string | null
}

export interface CatalogueAnswer {
  items: CatalogueHit[]
  hint: string | null
  warnings: string[]
}

export interface UpdateCheck {
  id: string
  installed: string
  staged: string | null
  newest: string | null
  isNewer: boolean
  message: string | null
}

export interface InstallOutcome {
  result: 'installed' | 'updated' | 'staged' | 'unchanged'
  id: string
  version: string
}

export interface PluginIncident {
  environment: PluginEnvironment
  kind: 'killed' | 'error' | 'start_failed' | 'violation'
  message: string
  at: string
}

export interface Registry {
  url: string
  name: string | null
  keyId: string
  sequence: number
  vouches: TrustLevel
  expiresAt: string
  isExpired: boolean
  checkedAt: string
  plugins: number
  blocked: number
}

/** A registry that was never followed, with the key that signs it. */
export interface RegistryOffer {
  url: string
  name: string
  keyId: string
}

export interface PublisherKey {
  keyId: string
  publisherId: string
  level: TrustLevel
  firstSeenAt: string
  trustedBy: string
  revokedAt: string | null
  /** Installed plugins that it signed. */
  signed?: string[]
}

export interface PluginSecret {
  name: string
  hosts: string[]
  fingerprint: string
  setBy: string
  setAt: string
}
