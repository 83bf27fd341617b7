import type { KeyRecord, TrustLevel } from '#ports/plugin_records.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import {
  refusal,
  type InstallObserver,
  type InstallRequest,
  type PluginRefusal,
} from './install_request.js'
import type { Candidate } from './judge_package.js'

/** How far a package's origin is known, and the key to remember. */
export interface Origin {
  readonly level: TrustLevel
  readonly keyId: string | null
  /** A key that is trusted from now on; `null` when nothing is to be remembered. */
  readonly newKey: Omit<KeyRecord, 'firstSeenAtMs' | 'revokedAtMs'> | null
}

type Judged = Result<Origin, PluginRefusal>

/**
 * Decides whether whoever signed a package may publish it under its id. The signature fits already;
 * here it is about the key: is it the one the index demands, the one of the publisher, the one that
 * signed what is installed, and does a person trust it the first time.
 */
export async function judgeSignature(
  candidate: Candidate,
  request: InstallRequest,
  keys: readonly KeyRecord[],
  on: InstallObserver
): Promise<Judged> {
  const refused = refuseOtherPublisher(candidate)
  if (refused !== null) return err(refused)
  if (candidate.checked.signature === null) return judgeUnsigned(candidate, request)
  const stop = refuseKey(candidate, keys)
  return stop === null ? trust(candidate, request, keys, on) : err(stop)
}

/** The record of the version that is active. */
function activeOf({ current, known }: Candidate) {
  return known.find((one) => one.contentHash === current?.activeHash) ?? null
}

function refuseOtherPublisher(candidate: Candidate): PluginRefusal | null {
  const active = activeOf(candidate)
  const { id, publisher } = candidate.checked.manifest
  if (active === null || active.publisherId === publisher.id) return null
  return refusal(
    'publisher_changed',
    `"${id}" is installed from the publisher "${active.publisherId}", and this package is by "${publisher.id}": another publisher cannot take an id over; remove the plugin first if you mean it.`
  )
}

function judgeUnsigned(candidate: Candidate, request: InstallRequest): Judged {
  const { resolved, checked } = candidate
  const { id, version } = checked.manifest
  const active = activeOf(candidate)
  if (active !== null && active.keyId !== null) {
    return err(
      refusal(
        'key_changed',
        `${id} ${version} is unsigned, but ${id} ${active.version} is signed with the key ${active.keyId}: stopped, because an update comes from whoever signed what is installed.`
      )
    )
  }
  if (resolved.keyId !== null) {
    return err(
      refusal(
        'unsigned',
        `The index demands the key ${resolved.keyId} for ${id}, and this package is unsigned; nothing was installed.`
      )
    )
  }
  if (resolved.source.type !== 'folder' && checked.manifest.publisher.keyId !== undefined) {
    return err(
      refusal(
        'signature_missing',
        `${id} ${version} says that the key ${checked.manifest.publisher.keyId} signs it, but it is unsigned: stopped, because this is what a package looks like whose signature was taken off; get it again from its publisher.`
      )
    )
  }
  const named = checked.manifest.publisher.keyId
  if (named !== undefined && resolved.source.type !== 'folder') {
    return err(
      refusal(
        'unsigned',
        `${id} ${version} names the key ${named} that signs it, and this package is unsigned: its signature was taken away; nothing was installed.`
      )
    )
  }
  if (resolved.source.type !== 'folder' && !request.allowUnsigned) {
    return err(
      refusal(
        'unsigned',
        `${id} ${version} is unsigned: nobody answers for its bytes; ask its publisher for a signed package, or give --allow-unsigned (it can then never go live).`
      )
    )
  }
  return ok({ level: 'unsigned-local', keyId: null, newKey: null })
}

/** Hard stops: nothing on the command line gets past them. */
function refuseKey(candidate: Candidate, keys: readonly KeyRecord[]): PluginRefusal | null {
  const { checked, resolved } = candidate
  const { id, publisher } = checked.manifest
  const keyId = checked.signature?.keyId as string
  if (resolved.keyId !== null && resolved.keyId !== keyId) {
    return refusal(
      'key_changed',
      `${id} is signed with the key ${keyId}, but the index demands the key ${resolved.keyId}: stopped; ask whoever runs the index.`
    )
  }
  const own = keys.find((key) => key.keyId === keyId)
  if (own !== undefined && own.publicKey !== checked.signature?.publicKey) {
    return refusal(
      'key_changed',
      `${id} is signed with another key that is called ${keyId} like the one of "${own.publisherId}": stopped, because nobody gets such a key by chance.`
    )
  }
  if (own !== undefined && own.revokedAtMs !== null) {
    return refusal(
      'key_revoked',
      `The key ${keyId} that signed ${id} is no longer trusted here (revoked ${new Date(own.revokedAtMs).toISOString().slice(0, 10)}).`
    )
  }
  if (own !== undefined && own.publisherId !== publisher.id) {
    return refusal(
      'publisher_mismatch',
      `The key ${keyId} belongs to the publisher "${own.publisherId}", but this package says it is by "${publisher.id}"; nothing was installed.`
    )
  }
  const before = activeOf(candidate)?.keyId ?? null
  const others = keys.filter((key) => key.publisherId === publisher.id && key.revokedAtMs === null)
  const expected = before ?? (own === undefined ? (others[0]?.keyId ?? null) : null)
  if (expected === null || expected === keyId) return null
  return refusal(
    'key_changed',
    `${id} is signed with the key ${keyId}, but "${publisher.id}" signed with the key ${expected} so far: stopped, because this is what a stolen name looks like; ask the publisher over another channel, and if the key really changed, plugin:remove what it signed with --forget-key and install again with --trust ${keyId}.`
  )
}

async function trust(
  { checked, resolved }: Candidate,
  request: InstallRequest,
  keys: readonly KeyRecord[],
  on: InstallObserver
): Promise<Judged> {
  const { id, publisher } = checked.manifest
  const { keyId, publicKey } = checked.signature as NonNullable<typeof checked.signature>
  const level: KeyRecord['level'] = resolved.vouched ?? 'signed'
  const known = keys.find((key) => key.keyId === keyId)
  const isVouched = resolved.vouched !== null && resolved.keyId === keyId
  if (known !== undefined) return ok({ level, keyId, newKey: null })
  const trustedBy = isVouched ? `index:${resolved.source.type}` : request.actor
  const newKey = { keyId, publisherId: publisher.id, publicKey, level, trustedBy }
  if (isVouched || request.trustKeyId === keyId) return ok({ level, keyId, newKey })
  if (request.trustKeyId !== null) {
    return err(
      refusal(
        'key_unknown',
        `${id} is signed with the key ${keyId}, not with ${request.trustKeyId} that --trust names; compare it with what its publisher says.`
      )
    )
  }
  const question = { keyId, pluginId: id, publisherId: publisher.id, publisherName: publisher.name }
  if (on.trustsKey !== undefined && (await on.trustsKey(question))) {
    return ok({ level, keyId, newKey })
  }
  return err(
    refusal(
      'key_unknown',
      `${id} is signed with the key ${keyId} of "${publisher.id}", which was never seen here; compare it with what the publisher says, then give --trust ${keyId}.`
    )
  )
}
