import { err, ok, type Result } from '#kernel/values/result.js'
import type { PackageArchive, PackageFile, PackageFiles } from '#ports/plugin_package.js'
import { PLATFORM } from '#engine/plugin/platform.js'
import { type CheckedPackage, checkPackage, packageFaultLines } from './check_package.js'
import { SIGNATURE_FILE } from './content_hash.js'
import { LIST_FILE } from './file_list.js'
import { readSignature, signatureFile, signBytes } from './signature.js'

/** What to sign and with what. */
export interface SignRequest {
  /** The package as an archive. */
  readonly archive: Uint8Array
  /** PEM of an Ed25519 key. */
  readonly privateKey: string
  readonly passphrase?: string
  /** Whether another's signature may be replaced. */
  readonly replace: boolean
}

/** A signed package. */
export interface SignedPackage {
  readonly archive: Uint8Array
  readonly checked: CheckedPackage
  readonly keyId: string
  /** Whether it carried this very signature before. */
  readonly wasSigned: boolean
}

/**
 * Signs a package: adds `aq-plugin.sig`, and changes nothing else. What `checkPackage` refuses is not
 * signed; neither is what another key has signed, unless that is to be replaced.
 *
 * The failure is what is wrong, one line for each fault.
 */
export async function signPackage(
  request: SignRequest,
  ports: { readonly archive: PackageArchive }
): Promise<Result<SignedPackage, string>> {
  const unpacked = await ports.archive.unpack(request.archive)
  if (!unpacked.ok) return err(packageFaultLines([unpacked.failure]).join('\n'))
  const before = unpacked.value.get(SIGNATURE_FILE)
  const bare = withoutSignature(unpacked.value)
  const list = bare.get(LIST_FILE)
  if (list === undefined) return err(`${LIST_FILE} is missing`)
  const signed = signBytes(list, request.privateKey, request.passphrase)
  if (!signed.ok) return err(`The key ${signed.failure}.`)
  const { keyId } = signed.value
  if (before !== undefined && !request.replace) {
    const other = readSignature(before)
    if (!other.ok) return err(`${SIGNATURE_FILE} is broken; --replace puts a new one in its place.`)
    if (other.value.keyId !== keyId) {
      return err(
        `The package is signed by another key (${other.value.keyId}); --replace puts yours in its place.`
      )
    }
  }
  const files = new Map<PackageFile, Uint8Array>(bare)
  files.set(SIGNATURE_FILE, signatureFile(signed.value))
  const checked = checkPackage(files, PLATFORM)
  if (!checked.ok) return err(packageFaultLines(checked.failure).join('\n'))
  const wasSigned =
    before !== undefined && Buffer.compare(before, files.get(SIGNATURE_FILE) as Uint8Array) === 0
  return ok({
    archive: wasSigned ? request.archive : await ports.archive.pack(files),
    checked: checked.value,
    keyId,
    wasSigned,
  })
}

function withoutSignature(files: PackageFiles): PackageFiles {
  return new Map([...files].filter(([path]) => path !== SIGNATURE_FILE))
}
