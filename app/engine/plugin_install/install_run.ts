import { ok, err, type Result } from '#kernel/values/result.js'
import {
  type CheckedPackage,
  checkPackage,
  packageFaultLines,
} from '#engine/plugin_package/check_package.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import type { LockSession } from '#ports/plugin_locks.js'
import type { PackageFiles } from '#ports/plugin_package.js'
import { INSTALL_STATES, type InstallState } from '#ports/plugin_record_store.js'
import type { PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import type { ResolvedPackage } from '#ports/plugin_source.js'
import { activationChanges } from './activate_version.js'
import { fitsIntegrity, integrityOf } from './archive_integrity.js'
import { claimPlugin } from './claim_plugin.js'
import { decideFirstConsent, decideUpdateConsent, type Consent } from './decide_consent.js'
import { removeOrphans } from './collect_versions.js'
import { finishChange } from './finish_change.js'
import { installDetail, type InstallDetail } from './install_detail.js'
import type { InstallJournal } from './install_journal.js'
import {
  refusal,
  type InstallObserver,
  type InstallOutcome,
  type InstallRequest,
  type PluginRefusal,
} from './install_request.js'
import { judgePackage, refuseShippedId, type Candidate } from './judge_package.js'
import { judgeSignature, type Origin } from './judge_signature.js'
import type { PluginPorts } from './plugin_ports.js'
import { unlessAborted } from './unless_aborted.js'

type Step = Result<void, PluginRefusal>

/** What one install works with. */
export interface InstallContext {
  readonly journal: InstallJournal
  readonly request: InstallRequest
  readonly ports: PluginPorts
  readonly on: InstallObserver
  /** Holds the locks of this install; released by whoever opened it. */
  readonly session: LockSession
}

const CANCELLED = refusal('cancelled', 'Cancelled; nothing was changed.')

/** One install going through its states; see `STEPS`, which reads aloud what follows what. */
export class InstallRun {
  #archive: Uint8Array | null = null
  #files: PackageFiles | null = null
  #checked: CheckedPackage | null = null
  #current: PluginRecord | null = null
  #known: readonly VersionRecord[] = []
  #outcome: InstallOutcome | null = null
  /** The rows are written, the lock file could not be; the next command of plugins does it. */
  #leftForLater = false

  constructor(private readonly context: InstallContext) {}

  /** From each state, what leads to the next. */
  readonly #steps: Readonly<Partial<Record<InstallState, () => Promise<Step>>>> = {
    started: () => this.#resolve(),
    resolved: () => this.#fetch(),
    fetched: () => this.#unpack(),
    unpacked: () => this.#check(),
    checked: () => this.#verify(),
    verified: () => this.#consent(),
    consented: () => this.#store(),
    stored: () => this.#activate(),
    activated: () => this.#finish(),
  }

  /** Begins, or goes on from where the journal stands. */
  async toTheEnd(): Promise<Result<InstallOutcome, PluginRefusal>> {
    const { journal, on } = this.context
    if (journal.state === 'started') await this.#reached('started')
    else {
      const loaded = await this.#reload()
      if (!loaded.ok) return loaded
    }
    while (journal.state !== 'done' && !this.#leftForLater) {
      if (on.signal?.aborted === true && !isAtLeast(journal.state, 'activated')) {
        return err(CANCELLED)
      }
      const from = journal.state
      const step = await (this.#steps[from] as () => Promise<Step>)()
      if (!step.ok) return on.signal?.aborted === true ? err(CANCELLED) : step
      if (journal.state === from && !this.#leftForLater) {
        throw new Error(`an install stands still at ${from}`)
      }
      await on.state?.(journal.state, journal.id)
    }
    return ok(this.#outcome as InstallOutcome)
  }

  /** Removes what an install that is refused left behind, and writes down why. */
  async cleanUp({ message, code }: PluginRefusal): Promise<void> {
    const { journal, ports, request } = this.context
    const pluginId = journal.record.pluginId ?? this.#checked?.manifest.id ?? null
    if (isAtLeast(journal.state, 'consented')) await removeOrphans(ports, journal.id)
    await ports.quarantine.remove(journal.id)
    await journal.fail(message, {
      type: 'audit',
      entries: [
        {
          actor: request.actor,
          action: 'plugin.install_refused',
          subject: `plugin:${pluginId ?? 'unknown'}`,
          detail: { code, message, source: request.source },
        },
      ],
    })
  }

  get #detail(): InstallDetail {
    return installDetail(this.context.journal.record.detail)
  }

  get #resolved(): ResolvedPackage {
    return this.#detail.resolved as ResolvedPackage
  }

  get #candidate(): Candidate {
    return {
      checked: this.#checked as CheckedPackage,
      resolved: this.#resolved,
      current: this.#current,
      known: this.#known,
    }
  }

  async #reached(
    state: InstallState,
    detail: InstallDetail = {},
    pluginId?: string
  ): Promise<Step> {
    const { journal, on } = this.context
    const wasStarted = journal.state === 'started' && state === 'started'
    await journal.move(state, { detail: { ...detail }, ...(pluginId ? { pluginId } : {}) })
    if (wasStarted) await on.state?.('started', journal.id)
    return ok(undefined)
  }

  async #resolve(): Promise<Step> {
    const { ports, request, on } = this.context
    const resolving = ports.sources.resolve(request.source, on.signal)
    const resolved = await unlessAborted(resolving, on.signal)
    if (resolved === null) return err(CANCELLED)
    if (!resolved.ok) {
      const { source } = request
      const shipped = source.type === 'index' && (await refuseShippedId(source.id, ports))
      return err(shipped || refusal(resolved.failure.code, resolved.failure.message))
    }
    const { id } = resolved.value
    if (id !== null) {
      const claimed = await this.#claim(id)
      if (!claimed.ok) return claimed
    }
    return this.#reached('resolved', { resolved: resolved.value })
  }

  async #fetch(): Promise<Step> {
    const { ports, journal, on } = this.context
    const fetching = ports.sources.fetch(this.#resolved, on.signal)
    const fetched = await unlessAborted(fetching, on.signal)
    if (fetched === null) return err(CANCELLED)
    if (!fetched.ok) return err(refusal(fetched.failure.code, fetched.failure.message))
    const archive =
      fetched.value.type === 'archive'
        ? fetched.value.bytes
        : await ports.archive.pack(fetched.value.files)
    const archiveIntegrity = integrityOf(archive)
    const { integrity, resolved } = this.#resolved
    if (fetched.value.type === 'archive' && !fitsIntegrity(archive, integrity)) {
      return err(
        refusal(
          'integrity_mismatch',
          `What came from ${resolved} is not what was promised (${integrity}, was ${archiveIntegrity}); nothing was installed.`
        )
      )
    }
    const kept = await ports.quarantine.put(journal.id, archive)
    if (!kept.ok) return err(refusal(kept.failure.code, kept.failure.message))
    this.#archive = archive
    return this.#reached('fetched', { archiveIntegrity })
  }

  async #unpack(): Promise<Step> {
    const { ports } = this.context
    const unpacked = await ports.archive.unpack(this.#archive as Uint8Array)
    if (!unpacked.ok) {
      const [line] = packageFaultLines([unpacked.failure])
      return err(refusal(unpacked.failure.code, asSentence(line)))
    }
    this.#files = unpacked.value
    return this.#reached('unpacked')
  }

  async #check(): Promise<Step> {
    const read = this.#readPackage()
    if (!read.ok) return read
    const { manifest, contentHash } = read.value
    const claimed = await this.#claim(manifest.id)
    if (!claimed.ok) return claimed
    const fault = await judgePackage(this.#candidate, this.context.request, this.context.ports)
    if (fault !== null) return err(fault)
    return this.#reached('checked', { version: manifest.version, contentHash }, manifest.id)
  }

  async #verify(): Promise<Step> {
    const { request, ports, on } = this.context
    const keys = await ports.records.keys()
    const origin = await judgeSignature(this.#candidate, request, keys, on)
    return origin.ok ? this.#reached('verified', { origin: origin.value }) : origin
  }

  async #consent(): Promise<Step> {
    const consent = await this.#decideConsent()
    return consent.ok ? this.#reached('consented', { consent: consent.value }) : consent
  }

  async #decideConsent(): Promise<Result<Consent, PluginRefusal>> {
    const { request, ports, on } = this.context
    const checked = this.#checked as CheckedPackage
    const { level } = this.#detail.origin as Origin
    const active = this.#active()
    if (active === null) return decideFirstConsent(checked, level, request, on)
    const before = checkManifest(active.manifest)
    if (!before.ok) return decideFirstConsent(checked, level, request, on)
    const all = await ports.grants.active(checked.manifest.id)
    const grants = all.filter((grant) => grant.manifestHash === active.manifestHash)
    return decideUpdateConsent(checked, { manifest: before.value, grants }, level, request, on)
  }

  async #store(): Promise<Step> {
    const stored = await this.#put()
    return stored.ok ? this.#reached('stored') : stored
  }

  async #put(): Promise<Step> {
    const { contentHash } = this.#checked as CheckedPackage
    const { store } = this.context.ports
    const stored = await store.put(contentHash, this.#files as PackageFiles)
    return stored.ok
      ? stored
      : err(refusal(stored.failure.code, asSentence(stored.failure.message)))
  }

  async #activate(): Promise<Step> {
    const { ports, journal, request, session } = this.context
    const { origin, consent, archiveIntegrity } = this.#detail
    const { changes, outcome } = activationChanges({
      candidate: this.#candidate,
      origin: origin as Origin,
      consent: consent as Consent,
      grants: await ports.grants.active((this.#checked as CheckedPackage).manifest.id),
      integrity: archiveIntegrity as string,
      actor: request.actor,
      nowMs: ports.now(),
    })
    this.#outcome = outcome
    await session.confirm()
    await journal.move('activated', {}, ...changes)
    return ok(undefined)
  }

  async #finish(): Promise<Step> {
    const { journal, ports, session } = this.context
    this.#leftForLater = !(await finishChange(journal, ports, session))
    return ok(undefined)
  }

  /** Takes the right to change the plugin and looks at what is installed under its id. */
  async #claim(id: string): Promise<Step> {
    const { ports, session } = this.context
    const claimed = await claimPlugin(id, session)
    if (!claimed.ok) return claimed
    this.#current = await ports.records.plugin(id)
    this.#known = await ports.records.versions(id)
    return ok(undefined)
  }

  #active(): VersionRecord | null {
    return this.#known.find((one) => one.contentHash === this.#current?.activeHash) ?? null
  }

  #readPackage(): Result<CheckedPackage, PluginRefusal> {
    const { ports } = this.context
    const checked = checkPackage(this.#files as PackageFiles, ports.platform)
    if (checked.ok) {
      this.#checked = checked.value
      return checked
    }
    const [first, ...more] = packageFaultLines(checked.failure)
    return err(refusal(checked.failure[0]?.code ?? 'manifest_invalid', asSentence(first), more))
  }

  /** Takes up an install that was cut off: everything is read and judged again from quarantine. */
  async #reload(): Promise<Step> {
    const { journal, ports, request } = this.context
    if (journal.state === 'activated') return ok(undefined)
    const archive = await ports.quarantine.read(journal.id)
    if (archive === null || integrityOf(archive) !== this.#detail.archiveIntegrity) {
      return err(refusal('interrupted', 'What was fetched is no longer in quarantine as it was.'))
    }
    const unpacked = await ports.archive.unpack(archive)
    if (!unpacked.ok) return err(refusal('interrupted', unpacked.failure.message))
    this.#files = unpacked.value
    const read = this.#readPackage()
    if (!read.ok) return read
    if (read.value.contentHash !== this.#detail.contentHash) {
      return err(refusal('interrupted', 'What was fetched is not what was agreed to.'))
    }
    const claimed = await this.#claim(read.value.manifest.id)
    if (!claimed.ok) return claimed
    const fault = await judgePackage(this.#candidate, request, ports)
    if (fault !== null) return err(fault)
    const keys = await ports.records.keys()
    const trustKeyId = this.#detail.origin?.keyId ?? request.trustKeyId
    const origin = await judgeSignature(this.#candidate, { ...request, trustKeyId }, keys, {})
    if (!origin.ok) return origin
    if (this.#current === null && this.#detail.consent?.granted === null) {
      return err(
        refusal('interrupted', 'The plugin that was to be updated is no longer installed.')
      )
    }
    // What was stored may have gone in an undo that was itself cut off.
    return journal.state === 'stored' ? this.#put() : ok(undefined)
  }
}

/** Whether a state is another one or comes after it. */
export function isAtLeast(state: InstallState, other: InstallState): boolean {
  return INSTALL_STATES.indexOf(state) >= INSTALL_STATES.indexOf(other)
}

function asSentence(text = 'The package cannot be used.'): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
