import { createHash } from 'node:crypto'
import { rcompare } from 'semver'
import { err, ok, type Result } from '#kernel/values/result.js'
import { PLATFORM } from '#engine/plugin/platform.js'
import { type CheckedPackage, checkPackage } from '#engine/plugin_package/check_package.js'
import type { PackageSignature } from '#engine/plugin_package/signature.js'
import type { IndexedKey, IndexedPlugin, IndexedVersion, RegistryIndex } from './index_document.js'
import { lookAlike } from './look_alike.js'
import { readIndex } from './read_index.js'
import type { IndexMakingPorts } from './registry_ports.js'

/** A package that is to be offered. */
export interface OfferedArchive {
  /** As the index will name it, relative to the index: `momentum-1.0.0.tgz`. */
  readonly tarball: string
  readonly bytes: Uint8Array
}

/** What an index is made of. */
export interface IndexParts {
  /** What people call the registry; of the former index when left out. */
  readonly name?: string
  /** Text of the former index, whose levels, keys and kill list stay; `null` for a new one. */
  readonly former: string | null
  readonly archives: readonly OfferedArchive[]
}

const DAY_MS = 86_400_000
const EMPTY = { plugins: [], keys: [], blocked: [] } as const

/**
 * Makes an index of packages, to be signed with `signIndex`. Every package must be whole and signed by
 * its publisher; a version never changes; ids must not look alike. The failures are sentences.
 */
export async function buildIndex(
  { name, former, archives }: IndexParts,
  { archive, now }: IndexMakingPorts
): Promise<Result<RegistryIndex, readonly string[]>> {
  const read = former === null ? null : readIndex(former)
  if (read !== null && !read.ok) return err([`the former index cannot be used: ${read.failure}`])
  const before = read?.value ?? null
  const called = name ?? before?.name
  if (called === undefined) return err(['a new index needs a name: --name "Our plugins"'])
  const building = new IndexBuilding(before, now())
  for (const { tarball, bytes } of archives) {
    const files = await archive.unpack(bytes)
    const checked = files.ok ? checkPackage(files.value, PLATFORM) : err([files.failure])
    if (checked.ok) building.add(tarball, bytes, checked.value)
    else {
      const [first] = checked.failure
      building.faults.push(`${tarball}: ${first?.where ?? ''} ${first?.message ?? 'is no package'}`)
    }
  }
  return building.finish(called)
}

class IndexBuilding {
  readonly faults: string[] = []
  readonly #plugins = new Map<string, IndexedPlugin>()
  readonly #keys: Map<string, IndexedKey>
  readonly #former: Map<string, IndexedPlugin>

  constructor(
    private readonly before: RegistryIndex | null,
    private readonly nowMs: number
  ) {
    const { plugins, keys } = before ?? EMPTY
    this.#keys = new Map(keys.map((key) => [key.keyId, key]))
    this.#former = new Map(plugins.map((plugin) => [plugin.id, plugin]))
    for (const plugin of plugins) {
      // Files of this folder are read anew; what lies elsewhere is known by the former index alone.
      const versions = plugin.versions.filter((one) => /^[a-z][a-z0-9+.-]+:/i.test(one.tarball))
      if (versions.length > 0) this.#plugins.set(plugin.id, { ...plugin, versions })
    }
  }

  add(tarball: string, bytes: Uint8Array, checked: CheckedPackage): void {
    const { manifest, signature, contentHash } = checked
    if (signature === null) {
      this.faults.push(`${tarball} is not signed; its publisher signs it with plugin:sign`)
      return
    }
    const { id, version } = manifest
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
    const former = this.#former.get(id)
    const known = former?.versions.find((one) => one.version === version)
    if (known !== undefined && known.integrity !== integrity) {
      this.faults.push(
        `${tarball} is ${id} ${version}, which was offered with other bytes before; a version never changes`
      )
      return
    }
    if (!this.#takeKey(tarball, manifest.publisher.id, signature)) return
    const entry: IndexedVersion = {
      version,
      tarball,
      integrity,
      contentHash,
      keyId: signature.keyId,
      engines: { aq: manifest.engines.aq, sdk: manifest.engines.sdk },
      permissions: manifest.permissions.map((one) => one.id),
      publishedAtMs: known?.publishedAtMs ?? Math.floor(this.nowMs / 1000) * 1000,
    }
    const versions = this.#plugins.get(id)?.versions ?? []
    if (versions.some((one) => one.version === version)) {
      this.faults.push(`${tarball} is ${id} ${version} once more; offer one archive of a version`)
      return
    }
    const sorted = [...versions, entry].sort((a, b) => rcompare(a.version, b.version))
    const isNewest = sorted[0] === entry
    const shown = isNewest ? undefined : this.#plugins.get(id)
    this.#plugins.set(id, {
      id,
      name: shown?.name ?? manifest.name,
      description: shown?.description ?? manifest.description,
      kind: shown?.kind ?? manifest.kind,
      publisher: shown?.publisher ?? {
        id: manifest.publisher.id,
        name: manifest.publisher.name,
        keyId: signature.keyId,
      },
      level: former?.level ?? 'signed',
      versions: sorted,
    })
  }

  finish(name: string): Result<RegistryIndex, readonly string[]> {
    const ids = [...this.#plugins.keys()].sort()
    for (const id of ids) {
      const alike = lookAlike(
        id,
        ids.filter((other) => other < id)
      )
      if (alike !== null && !this.#former.has(id)) {
        this.faults.push(`"${id}" ${alike.why}; people would mistake one for the other`)
      }
    }
    if (this.faults.length > 0) return err(this.faults)
    const issuedAtMs = Math.floor(this.nowMs / 1000) * 1000
    return ok({
      formatVersion: 1,
      name,
      sequence: this.before?.sequence ?? 0,
      issuedAtMs,
      expiresAtMs: issuedAtMs + DAY_MS,
      plugins: ids.map((id) => this.#plugins.get(id)!),
      keys: [...this.#keys.values()].sort((a, b) => (a.keyId < b.keyId ? -1 : 1)),
      blocked: this.before?.blocked ?? [],
    })
  }

  #takeKey(tarball: string, publisherId: string, { keyId, publicKey }: PackageSignature): boolean {
    const known = this.#keys.get(keyId)
    if (known === undefined) {
      this.#keys.set(keyId, { keyId, publicKey, publisherId, level: 'signed', revokedAtMs: null })
      return true
    }
    if (known.revokedAtMs !== null) {
      this.faults.push(`${tarball} is signed with ${keyId}, which is revoked`)
    } else if (known.publisherId !== publisherId) {
      this.faults.push(
        `${tarball} is signed with ${keyId}, a key of ${known.publisherId}, but says it is by ${publisherId}`
      )
    } else if (known.publicKey !== publicKey) {
      this.faults.push(`${tarball} is signed with a key that is called ${keyId} as another one is`)
    } else return true
    return false
  }
}
