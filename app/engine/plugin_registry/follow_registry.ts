import { err, ok, type Result } from '#kernel/values/result.js'
import type { Actor } from '#ports/audit_log.js'
import type { FollowedRegistry, VouchedLevel } from '#ports/plugin_registry.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import { visible } from '#engine/plugin/visible.js'
import { keyIdOf, readPublicKey } from '#engine/plugin_package/signing_key.js'
import { acceptIndex, readIndexSignature } from './accept_index.js'
import { readIndex } from './read_index.js'
import type { RegistryPorts } from './registry_ports.js'

/** A wish to follow a registry. */
export interface FollowRequest {
  /** As a person wrote it: an address or a path. */
  readonly location: string
  /** What relative paths start from. */
  readonly workingFolder: string
  /** The key to trust: its 16 digits, or all of it (SPKI, base64). `null`: `confirm` is asked. */
  readonly key: string | null
  readonly vouches: VouchedLevel
  readonly actor: Actor
}

/** A registry that a person is to trust or not, seen for the first time. */
export interface RegistryOffer {
  readonly url: string
  /** As the registry calls itself. */
  readonly name: string
  readonly keyId: string
  readonly publicKey: string
}

/**
 * Follows a registry from now on. The key that signs its index is given, or confirmed by a person who
 * sees it; whoever answers at the address does not choose it. Following once more with the same key
 * renews; with another it is refused.
 */
export async function followRegistry(
  request: FollowRequest,
  ports: RegistryPorts,
  confirm: ((offer: RegistryOffer) => Promise<boolean>) | null = null
): Promise<Result<FollowedRegistry, SourceFailure>> {
  const refuse = (message: string) => err<SourceFailure>({ code: 'spec_invalid', message })
  const wanted = request.key === null ? null : readKey(request.key)
  if (wanted !== null && !wanted.ok) return refuse(wanted.failure)
  const located = ports.reader.locate(request.location, request.workingFolder)
  if (!located.ok) return located
  const url = located.value
  const read = await ports.reader.read(url)
  if (!read.ok) return read
  const signed = readIndexSignature(read.value.signature, url)
  if (!signed.ok) return signed
  const key = { keyId: signed.value.keyId, publicKey: signed.value.publicKey }
  const before = (await ports.records.list()).find((one) => one.url === url) ?? null
  if (before !== null && before.publicKey !== key.publicKey) {
    return refuse(
      `${url} is followed with the key ${before.keyId} and is signed with ${key.keyId} now; ask who runs it, and if the change is real, registry:remove it first`
    )
  }
  if (wanted !== null && wanted.value !== key.keyId && wanted.value !== key.publicKey) {
    return refuse(
      `${url} is signed with the key ${key.keyId}, not with ${shownKey(wanted.value)}; check the key with who runs the registry`
    )
  }
  const expectation = { url, key, before, vouches: request.vouches, nowMs: ports.now() }
  const accepted = acceptIndex(read.value, expectation)
  if (!accepted.ok) return accepted
  if (wanted === null && before === null) {
    if (confirm === null) {
      return refuse(
        `${url} is new here: give the key of who runs it with --key; it is signed with ${key.keyId}`
      )
    }
    if (!(await confirm({ url, name: nameIn(accepted.value), ...key }))) {
      return refuse(`${url} is not followed: its key was not confirmed`)
    }
  }
  if (!(await ports.records.save(accepted.value))) {
    return refuse(`${url} was followed by somebody else at the same moment; look at registry:list`)
  }
  await ports.audit.append({
    actor: request.actor,
    action: 'registry.followed',
    subject: `registry:${url}`,
    detail: { keyId: key.keyId, sequence: accepted.value.sequence, vouches: request.vouches },
  })
  return accepted
}

/** Stops following a registry; its kill list goes with it. Answers the registry that was followed. */
export async function leaveRegistry(
  request: Pick<FollowRequest, 'location' | 'workingFolder' | 'actor'>,
  ports: RegistryPorts
): Promise<Result<FollowedRegistry, SourceFailure>> {
  const located = ports.reader.locate(request.location, request.workingFolder)
  const followed = await ports.records.list()
  const one = followed.find(
    ({ url }) => url === request.location || (located.ok && url === located.value)
  )
  if (one === undefined || !(await ports.records.remove(one.url))) {
    const known = followed.map(({ url }) => url).join(', ') || 'none is'
    const message = `${visible(request.location)} is not followed; followed: ${known}`
    return err({ code: 'not_found', message })
  }
  await ports.audit.append({
    actor: request.actor,
    action: 'registry.left',
    subject: `registry:${one.url}`,
    detail: { keyId: one.keyId, sequence: one.sequence },
  })
  return ok(one)
}

/** How a registry calls itself in an index that was just found good. */
function nameIn({ url, document }: FollowedRegistry): string {
  const read = readIndex(document.index)
  if (!read.ok) throw new Error(`the index of ${url} was good a moment ago: ${read.failure}`)
  return read.value.name
}

function readKey(text: string): Result<string, string> {
  const key = text.trim()
  if (/^[0-9a-f]{16}$/.test(key)) return ok(key)
  if (readPublicKey(key) !== null) return ok(key)
  return err(
    '--key is the 16 hexadecimal digits that registry:sign prints, or the public key itself (SPKI, base64)'
  )
}

function shownKey(key: string): string {
  return key.length === 16 ? key : keyIdOf(key)
}
