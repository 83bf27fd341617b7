import type { Answer, Merged, Row } from './answers'

/** What `/api/v1/plugins` and its neighbours answer. Names, words and texts of plugins are those of strangers. */

export type PluginList = Answer<'GET /plugins'>
export type InstalledPlugin = PluginList['installed'][number]
export type ShippedPlugin = PluginList['shipped'][number]
export type PluginState = InstalledPlugin['state']
/** How far the origin of a plugin is known, best first: official, verified, signed, unsigned-local. */
export type TrustLevel = NonNullable<InstalledPlugin['level']>
export type FullManifest = NonNullable<InstalledPlugin['manifest']>
export type AskedPermission = FullManifest['permissions'][number]

/** One plugin, as far as it is installed, shipped or offered. */
export type PluginAnswer = Merged<Answer<'GET /plugins/:id'>>
export type PluginDetails = NonNullable<PluginAnswer['installed']>
export type OfferedPlugin = NonNullable<PluginAnswer['offered']>
export type PluginOffer = OfferedPlugin['offers'][number]
export type PluginVersion = PluginDetails['versions'][number]
/** A permission and where it is granted; where `typedIn` names a place, a word is typed for it. */
export type GrantedLine = PluginDetails['permissions'][number]
export type PluginEnvironment = GrantedLine['grantedIn'][number]
/** A permission of a version that waits for consent. */
export type WaitingLine = NonNullable<PluginDetails['waiting']>['permissions'][number]

/** A permission as a person reads it. `words` is the host's English, `reason` the author's own. */
export type PermissionLine = Pick<GrantedLine, 'id' | 'consent' | 'words' | 'reason' | 'isOptional'>

/** One that is to be consented to; where `isTyped`, a word is typed before it is granted. */
export type ConsentLine = Omit<WaitingLine, 'change' | 'before'>

export type InstallOutcome = Answer<'POST /plugins'>['outcome']
/** What stood out in the code of a package. */
export type ScanFinding = Pick<InstallOutcome['findings'][number], 'line' | 'count' | 'message'>

/** What an install asks, in its refusal; `consentTo` is sent back with the consent. */
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

/** A publisher's key that was never seen here, as the refusal of an install names it. */
export interface KeyQuestion {
  keyId: string
  pluginId: string
  publisherId: string
  publisherName: string
}

/** A registry that was never followed, with the key that signs it, as the refusal to follow it names it. */
export interface RegistryOffer {
  url: string
  name: string
  keyId: string
}

export type CatalogueAnswer = Answer<'GET /plugins/search'>
export type CatalogueHit = CatalogueAnswer['items'][number]
export type UpdateCheck = Row<'GET /plugins/updates'>
export type PluginIncident = Row<'GET /plugins/:id/incidents'>
export type Registry = Row<'GET /registries'>
/** A publisher's key that was ever trusted, and the installed plugins that it signed. */
export type PublisherKey = Row<'GET /publisher-keys'>
export type PluginSecret = Row<'GET /plugin-secrets'>
