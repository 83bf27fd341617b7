import { didYouMean } from '#engine/nearest.js'
import type { Manifest } from '#engine/plugin/manifest.js'
import type { CheckedPackage } from '#engine/plugin_package/check_package.js'
import { parsePermission, permissionId } from '#engine/plugin_permissions/capability.js'
import { permits } from '#engine/plugin_permissions/covers.js'
import { needsConsent, permissionDifference } from '#engine/plugin_permissions/difference.js'
import { confirmationFor } from '#engine/plugin_permissions/grants.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { NewGrant } from '#ports/plugin_grants.js'
import type { Environment, GrantRecord, TrustLevel } from '#ports/plugin_records.js'
import {
  refusal,
  type ConsentAnswer,
  type GrantChoice,
  type InstallObserver,
  type InstallRequest,
  type PluginRefusal,
} from './install_request.js'

/** What was agreed to. */
export interface Consent {
  /** Ids that are given for the environment `example`; `null`: nobody agreed yet, the version waits. */
  readonly granted: readonly string[] | null
  /** Ids beyond those of the version before. */
  readonly waitsFor: readonly string[]
}

/** Consent to a first install: everything that the manifest asks for is put before a person. */
export async function decideFirstConsent(
  { manifest, findings }: CheckedPackage,
  level: TrustLevel,
  request: InstallRequest,
  on: InstallObserver
): Promise<Result<Consent, PluginRefusal>> {
  if (manifest.permissions.length === 0) return ok({ granted: [], waitsFor: [] })
  let { grant: choice, confirmation } = request
  if (choice === null) {
    if (on.consents === undefined) {
      return err(
        refusal(
          'consent_needed',
          `${manifest.id} asks for ${manifest.permissions.map(({ id }) => id).join(', ')}: say what it may do with --yes (what it requires) or --grant all|required|ID,ID.`
        )
      )
    }
    const answer = await on.consents({ manifest, level, findings, more: null })
    if (answer === null) {
      return err(refusal('consent_refused', `${manifest.id} was not installed: you did not agree.`))
    }
    choice = answer.granted
    confirmation = answer.confirmation
  }
  const granted = chosenPermissions(manifest, choice)
  if (!granted.ok) return granted
  const unconfirmed = refuseUnconfirmed(manifest, granted.value, [], confirmation)
  return unconfirmed === null ? ok({ granted: granted.value, waitsFor: [] }) : err(unconfirmed)
}

/**
 * Consent to an update. What the version before was allowed goes on; what is asked for beyond it needs
 * a word, and without one the new version waits.
 */
export async function decideUpdateConsent(
  { manifest, findings }: CheckedPackage,
  before: { readonly manifest: Manifest; readonly grants: readonly GrantRecord[] },
  level: TrustLevel,
  request: InstallRequest,
  on: InstallObserver
): Promise<Result<Consent, PluginRefusal>> {
  const difference = permissionDifference(before.manifest.permissions, manifest.permissions)
  const kept = keptPermissions(manifest, before.grants, 'example')
  if (!needsConsent(difference)) return ok({ granted: kept, waitsFor: [] })
  const more = [...difference.added, ...difference.widened.map(({ after }) => after)]
  const waitsFor = more.map(({ id }) => id)
  const accept = ({ granted: choice, confirmation }: ConsentAnswer) => {
    const granted = chosenPermissions(manifest, choice, kept)
    if (!granted.ok) return granted
    const unconfirmed = refuseUnconfirmed(manifest, granted.value, kept, confirmation)
    return unconfirmed === null ? ok({ granted: granted.value, waitsFor }) : err(unconfirmed)
  }
  if (request.acceptsMore) {
    return accept({ granted: request.grant ?? 'required', confirmation: request.confirmation })
  }
  if (on.consents === undefined || request.grant !== null) return ok({ granted: null, waitsFor })
  const answer = await on.consents({ manifest, level, findings, more: waitsFor })
  return answer === null ? ok({ granted: null, waitsFor }) : accept(answer)
}

/** What a person has to type before ids of a manifest are granted for `example`; `null`: nothing. */
export function confirmationOf(pluginId: string, ids: readonly string[]): string | null {
  return confirmationFor(pluginId, 'example', ids.flatMap(permissionOf))
}

/** Dangerous permissions are confirmed by typing; those that the version before had, were. */
export function refuseUnconfirmed(
  { id }: Pick<Manifest, 'id'>,
  granted: readonly string[],
  before: readonly string[],
  confirmation: string | null
): PluginRefusal | null {
  const fresh = granted.filter((one) => !before.includes(one)).flatMap(permissionOf)
  const typed = confirmationFor(id, 'example', fresh)
  if (typed === null || typed === confirmation) return null
  const dangerous = fresh.filter((one) => confirmationFor(id, 'example', [one]) !== null)
  return refusal(
    'confirmation_needed',
    `${id} asks for ${dangerous.map(permissionId).join(', ')}, which is dangerous: confirm it by typing, --confirm "${typed}".`
  )
}

/**
 * The ids that a choice comes to, in the manifest's order. A list must name everything that the plugin
 * requires; `besides` is given whatever the choice.
 */
export function chosenPermissions(
  manifest: Pick<Manifest, 'id' | 'permissions'>,
  choice: GrantChoice,
  besides: readonly string[] = []
): Result<string[], PluginRefusal> {
  const required = manifest.permissions.filter((one) => one.optional !== true).map(({ id }) => id)
  const all = manifest.permissions.map(({ id }) => id)
  if (choice === 'all') return ok(all)
  const named = choice === 'required' ? required : choice
  const unknown = named.find((id) => !all.includes(id))
  if (unknown !== undefined) {
    const asks = all.length === 0 ? 'asks for nothing' : `asks for ${all.join(', ')}`
    return err(
      refusal(
        'permission_unknown',
        `${manifest.id} does not ask for "${unknown}"${didYouMean(unknown, all) || '.'} It ${asks}.`
      )
    )
  }
  const given = new Set([...named, ...besides])
  const missing = required.filter((id) => !given.has(id))
  if (missing.length > 0) {
    return err(
      refusal(
        'permission_required',
        `${manifest.id} does not work without ${missing.join(', ')}: grant it too, or do not install the plugin.`
      )
    )
  }
  return ok(all.filter((id) => given.has(id)))
}

/** Ids of a manifest that are covered by what an earlier version was allowed in an environment. */
export function keptPermissions(
  manifest: Pick<Manifest, 'permissions'>,
  grants: readonly GrantRecord[],
  environment: Environment
): string[] {
  const had = grants
    .filter((grant) => grant.environment === environment && grant.revokedAtMs === null)
    .flatMap((grant) => permissionOf(permissionId(grant)))
  return manifest.permissions
    .filter(({ id }) => permissionOf(id).some((wanted) => had.some((one) => permits(one, wanted))))
    .map(({ id }) => id)
}

/** The rows that grant permissions of a version. */
export function grantRows(
  ids: readonly string[],
  to: Omit<NewGrant, 'capability' | 'scope'>
): NewGrant[] {
  return ids.flatMap(permissionOf).map(({ capability, scope }) => ({ ...to, capability, scope }))
}

function permissionOf(id: string) {
  const read = parsePermission(id)
  return read.ok ? [read.value] : []
}

/**
 * Reads what stands after `--grant`: `all`, `required`, or ids with commas between. A comma inside an
 * id (`#GET,POST`, `/1d,1h`) is known by what follows it, which is no small letter.
 */
export function readGrantChoice(text: string): GrantChoice {
  const trimmed = text.trim()
  if (trimmed === 'all' || trimmed === 'required') return trimmed
  return trimmed
    .split(/,(?=\s*[a-z])/)
    .map((id) => id.trim())
    .filter((id) => id !== '')
}
