import type { Manifest, ManifestPermission } from '#engine/plugin/manifest.js'
import { visible } from '#engine/plugin/visible.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { AuditLog } from '#ports/audit_log.js'
import type { GrantStore } from '#ports/plugin_grants.js'
import type { Environment, GrantRecord, TrustLevel } from '#ports/plugin_records.js'
import { CAPABILITIES, parsePermission, permissionId, type Permission } from './capability.js'
import { covers } from './covers.js'
import { plainWords } from './plain_words.js'

/** What giving and taking grants needs of the outside. */
export interface GrantPorts {
  readonly grants: GrantStore
  readonly audit: AuditLog
}

/** Who wants which permissions for which plugin, where. */
export interface GrantRequest {
  readonly manifest: Pick<Manifest, 'id' | 'kind' | 'permissions'>
  readonly manifestHash: string
  /** How far the version's origin is known. */
  readonly level: TrustLevel
  readonly environment: Environment
  /** `all`: everything asked for; `required`: all but the optional; else permissions as written. */
  readonly permissions: 'all' | 'required' | readonly string[]
  /** `owner`, `cli`, ...; tokens and plugins are refused. */
  readonly actor: string
  /** Why, in the person's words; kept in the audit log. */
  readonly reason?: string
  /** What the person typed; must be `confirmationFor(...)` where that asks for something. */
  readonly confirmation?: string
}

/** Why a grant was refused. */
export interface GrantRefusal {
  readonly code:
    'not_asked_for' | 'not_readable' | 'actor_refused' | 'unsigned_in_live' | 'confirmation_needed'
  /** One sentence: what, where, what would be right. */
  readonly message: string
}

/**
 * Grants permissions to a plugin in one environment. Only what the manifest asks for, or less, can be
 * granted. What is in force already stays. Answers the grants given now.
 */
export async function grantPermissions(
  request: GrantRequest,
  { grants, audit }: GrantPorts
): Promise<Result<readonly GrantRecord[], GrantRefusal>> {
  const { manifest, manifestHash, environment, actor } = request
  const checked = checkGrant(request)
  if (!checked.ok) {
    await audit.append({
      actor,
      action: 'grant.refused',
      subject: `plugin:${manifest.id}`,
      detail: { environment, ...checked.failure },
    })
    return checked
  }
  const wanted = checked.value
  const rows = wanted.map(({ capability, scope }) => ({
    pluginId: manifest.id,
    environment,
    capability,
    scope,
    manifestHash,
    grantedBy: actor,
  }))
  const given = await grants.give(rows, {
    actor,
    action: 'grant.given',
    subject: `plugin:${manifest.id}`,
    detail: {
      environment,
      manifestHash,
      permissions: wanted.map(permissionId),
      ...(request.reason === undefined ? {} : { reason: visible(request.reason) }),
    },
  })
  return ok(given)
}

/** Checks a grant without giving it: the permissions it comes to, or why it is refused. */
export function checkGrant(request: GrantRequest): Result<readonly Permission[], GrantRefusal> {
  const { manifest, environment, actor } = request
  if (/^(token|plugin):/.test(actor)) {
    const message = `${actor} may not grant permissions: a person has to`
    return err({ code: 'actor_refused', message })
  }
  if (environment === 'live' && request.level === 'unsigned-local') {
    const message = `nobody signed ${manifest.id}, so it can never go live; install a signed package of it`
    return err({ code: 'unsigned_in_live', message })
  }
  const asked = readable(manifest.permissions)
  const texts = textsOf(request)
  const wanted: Permission[] = []
  for (const text of texts) {
    const parsed = parsePermission(text)
    if (!parsed.ok) {
      const message = `"${visible(text)}" ${parsed.failure}`
      return err({ code: 'not_readable', message })
    }
    const permission = parsed.value
    const isOfKind = CAPABILITIES[permission.name].kinds.includes(manifest.kind)
    if (!isOfKind || !covers(asked, permission)) {
      return err({ code: 'not_asked_for', message: notAskedText(manifest, text, isOfKind) })
    }
    wanted.push(permission)
  }
  const typed = confirmationFor(manifest.id, environment, wanted)
  if (typed !== null && request.confirmation !== typed) {
    const message = `type "${typed}" to confirm ${wanted.map(permissionId).join(', ')} in ${environment}`
    return err({ code: 'confirmation_needed', message })
  }
  return ok(wanted)
}

/**
 * What a person has to type before these permissions are granted; `null` when a yes is enough. In
 * live, signals and everything dangerous are typed, elsewhere the right to place orders is.
 */
export function confirmationFor(
  pluginId: string,
  environment: Environment,
  permissions: readonly Permission[]
): string | null {
  const isLive = environment === 'live'
  const needs = permissions.some(
    ({ name }) =>
      name === 'orders:place' ||
      (isLive && (name === 'orders:signal' || CAPABILITIES[name].consent === 'dangerous'))
  )
  return needs ? `${environment} ${pluginId}` : null
}

/** Takes grants back, all or those named; the next effect of the plugin is judged without them. */
export async function revokePermissions(
  request: {
    readonly pluginId: string
    /** All environments when left out. */
    readonly environment?: Environment
    /** All permissions when left out. */
    readonly permissions?: readonly string[]
    readonly actor: string
    readonly reason?: string
  },
  { grants }: Pick<GrantPorts, 'grants'>
): Promise<Result<readonly GrantRecord[], GrantRefusal>> {
  const { pluginId, environment, permissions, actor, reason } = request
  const named: Permission[] = []
  for (const text of permissions ?? []) {
    const parsed = parsePermission(text)
    if (!parsed.ok) {
      return err({ code: 'not_readable', message: `"${visible(text)}" ${parsed.failure}` })
    }
    named.push(parsed.value)
  }
  const selection = {
    pluginId,
    ...(environment === undefined ? {} : { environment }),
    ...(permissions === undefined ? {} : { permissions: named }),
  }
  const revoked = await grants.revoke({ ...selection, by: actor }, (rows) => ({
    actor,
    action: 'grant.revoked',
    subject: `plugin:${pluginId}`,
    detail: {
      environment: environment ?? 'every',
      permissions: rows.map((one) => `${permissionId(one)} in ${one.environment}`),
      ...(reason === undefined ? {} : { reason: visible(reason) }),
    },
  }))
  return ok(revoked)
}

/** The permissions in force for a running plugin. A row that cannot be read allows nothing. */
export async function activeGrants(
  of: {
    readonly pluginId: string
    readonly environment: Environment
    readonly manifestHash: string
  },
  grants: Pick<GrantStore, 'active'>
): Promise<readonly Permission[]> {
  const rows = await grants.active(of.pluginId, of.environment, of.manifestHash)
  return rows.flatMap((row) => {
    const parsed = parsePermission(permissionId(row))
    return parsed.ok ? [parsed.value] : []
  })
}

/** Which old grants still hold under another manifest: those within what that manifest asks for. */
export function carriedGrants(
  old: readonly GrantRecord[],
  manifest: Pick<Manifest, 'permissions'>
): readonly GrantRecord[] {
  const asked = readable(manifest.permissions)
  return old.filter((row) => {
    const parsed = parsePermission(permissionId(row))
    return row.revokedAtMs === null && parsed.ok && covers(asked, parsed.value)
  })
}

/** A permission as a consent screen shows it. */
export interface ConsentLine {
  readonly id: string
  readonly consent: string
  /** `may connect to api.example.com on port 443`. */
  readonly words: string
  /** The plugin's own words, made visible. */
  readonly reason: string
  readonly isOptional: boolean
  readonly isGranted: boolean
}

/** What a manifest asks for in plain words, most dangerous first, and what of it is granted. */
export function consentLines(
  manifest: Pick<Manifest, 'permissions'>,
  granted: readonly Permission[]
): readonly ConsentLine[] {
  const order = ['dangerous', 'sensitive', 'normal', 'implicit']
  return manifest.permissions
    .map(({ id, reason, optional }) => {
      const parsed = parsePermission(id)
      const consent = parsed.ok ? CAPABILITIES[parsed.value.name].consent : 'dangerous'
      return {
        id: visible(id),
        consent,
        words: parsed.ok ? plainWords(parsed.value) : `asks for something unknown`,
        reason: visible(reason),
        isOptional: optional === true,
        isGranted: parsed.ok && (consent === 'implicit' || covers(granted, parsed.value)),
      }
    })
    .sort((a, b) => order.indexOf(a.consent) - order.indexOf(b.consent))
}

function readable(permissions: readonly ManifestPermission[]): Permission[] {
  return permissions.flatMap(({ id }) => {
    const parsed = parsePermission(id)
    return parsed.ok ? [parsed.value] : []
  })
}

function textsOf({ permissions, manifest }: GrantRequest): readonly string[] {
  if (permissions === 'all') return manifest.permissions.map(({ id }) => id)
  if (permissions !== 'required') return permissions
  return manifest.permissions.filter(({ optional }) => optional !== true).map(({ id }) => id)
}

function notAskedText(
  { id, kind, permissions }: GrantRequest['manifest'],
  text: string,
  isOfKind: boolean
): string {
  if (!isOfKind) return `a plugin of kind ${kind} is never granted "${visible(text)}"`
  const asks = permissions.map((one) => visible(one.id)).join(', ') || 'nothing'
  return `${id} does not ask for "${visible(text)}"; it asks for ${asks}`
}
