import type { PluginKind } from '#engine/plugin/manifest.js'
import type { Permission } from '#engine/plugin_permissions/capability.js'
import { activeGrants } from '#engine/plugin_permissions/grants.js'
import { hostPort } from '#engine/plugin_permissions/net_scope.js'
import type { AuditLog } from '#ports/audit_log.js'
import type { GrantStore } from '#ports/plugin_grants.js'
import type { PluginNetwork } from '#ports/plugin_network.js'
import type { NoticeChannels } from '#ports/plugin_notify.js'
import type { SecretVault } from '#ports/plugin_secrets.js'
import type { PluginStorage } from '#ports/plugin_storage.js'
import { EffectBudget, effectList } from './effect_budget.js'
import { readEffect, type Effect } from './effect_form.js'
import { capabilitiesOf, EFFECTS_OF_KIND } from './effect_needs.js'
import { checkRequest, sendRequest } from './http_effects.js'
import { KnownSecrets } from './known_secrets.js'
import { cleanLogLine, cleanText, type CleanLogLine } from './log_lines.js'
import { PluginRates } from './plugin_rates.js'
import { PluginSession } from './plugin_session.js'
import { RefusalLog } from './refusal_log.js'
import {
  instanceKey,
  type Deliver,
  type EffectFailure,
  type RefusedEffect,
  type RunningIdentity,
} from './running_plugin.js'
import { performStorage } from './storage_effects.js'

/** Everything the gateway needs of the outside. */
export interface GatewayPorts {
  readonly grants: GrantStore
  readonly audit: AuditLog
  readonly network: PluginNetwork
  readonly storage: PluginStorage
  readonly secrets: SecretVault
  readonly notices: NoticeChannels
  readonly now: () => number
}

/** An effect that the gateway judged and its caller performs. */
export type HandedEffect = Extract<
  Effect,
  { type: 'signal' | 'risk_bias' | 'order_event' | 'account_event' }
>

/** What became of the effects of one event. */
export interface EffectReport {
  /** For the caller to perform, in the plugin's order. */
  readonly handed: readonly HandedEffect[]
  /** Effects that the gateway took on; answers to requests come later as events. */
  readonly taken: number
  readonly refused: readonly RefusedEffect[]
}

/** How often the grants of open connections and timers are looked at again, ms. */
const SWEEP_MS = 1000

/**
 * Where everything a plugin wants to do in the world is judged, and most of it done.
 *
 * Grants are read from the database for every event that has effects, so a grant that was taken back
 * counts for the next effect; what is already open is looked at once a second.
 */
export class EffectGateway {
  readonly #sessions = new Map<string, PluginSession>()
  readonly #rates: PluginRates
  readonly #refusals: RefusalLog
  readonly #secrets: KnownSecrets
  readonly #sweeping: NodeJS.Timeout

  constructor(private readonly ports: GatewayPorts) {
    this.#rates = new PluginRates(ports.now)
    this.#refusals = new RefusalLog((_plugin, entries) => ports.audit.append(...entries))
    this.#secrets = new KnownSecrets(ports.secrets, ports.now)
    this.#sweeping = setInterval(() => void this.#sweep(), SWEEP_MS)
    this.#sweeping.unref()
  }

  /**
   * Judges the effects of one answer of a plugin and begins what is allowed. Resolves when all are
   * judged and refusals are written, not when requests are done: their answers come through `deliver`.
   */
  async perform(
    plugin: RunningIdentity,
    effects: unknown,
    deliver: Deliver
  ): Promise<EffectReport> {
    const list = effectList(effects)
    if (!Array.isArray(list)) {
      const refused = [{ type: 'effects', ...(list as EffectFailure) }]
      await this.#refusals.note(plugin, refused)
      return { handed: [], taken: 0, refused }
    }
    if (list.length === 0) return { handed: [], taken: 0, refused: [] }
    const session = this.#sessionOf(plugin, deliver)
    const grants = await this.#grantsOf(plugin)
    const budget = new EffectBudget()
    const handed: HandedEffect[] = []
    const refused: RefusedEffect[] = []
    let taken = 0
    const lookedAt = looksAt(plugin.kind)
    // Beyond the budget effects are counted together: each on its own could fill memory and log.
    for (const one of list.slice(0, lookedAt)) {
      const read = readEffect(one)
      const type = read.ok ? read.value.type : nameOfType(one)
      const failure =
        budget.spend(read.ok ? read.value.type : null) ??
        (read.ok
          ? await this.#judge(read.value, { plugin, session, grants })
          : { code: 'invalid', message: read.failure })
      if (failure === null && read.ok) {
        if (isHanded(read.value)) handed.push(read.value)
        else taken += 1
      } else if (failure !== null) {
        refused.push({ type, code: failure.code, message: failure.message.slice(0, 300) })
        session.answerRefusal(one, failure)
      }
    }
    const beyond = list.length - lookedAt
    if (beyond > 0) {
      refused.push({ type: 'effects', code: 'budget', message: `${beyond} more dropped` })
    }
    await this.#refusals.note(plugin, refused)
    return { handed, taken, refused }
  }

  /** Lines of a plugin's log that may be shown: rate limited, escaped, without values of secrets. */
  async logLines(
    plugin: RunningIdentity,
    lines: readonly unknown[]
  ): Promise<{ readonly lines: readonly CleanLogLine[]; readonly dropped: number }> {
    const redactor = await this.#secrets.redactor()
    const clean: CleanLogLine[] = []
    for (const line of lines) {
      if (!this.#rates.take(plugin, 'log')) continue
      const made = cleanLogLine(line, redactor)
      if (made !== null) clean.push(made)
    }
    return { lines: clean, dropped: lines.length - clean.length }
  }

  /** The permissions in force for a running plugin; the host asks before it shows an account or prices. */
  grantsOf(plugin: RunningIdentity): Promise<readonly Permission[]> {
    const { id, environment, manifestHash } = plugin
    return activeGrants({ pluginId: id, environment, manifestHash }, this.ports.grants)
  }

  /** Ends everything a process of a plugin has open: requests, connections, timers. */
  close(plugin: RunningIdentity): void {
    const key = instanceKey(plugin)
    this.#sessions.get(key)?.end()
    this.#sessions.delete(key)
  }

  /** Ends everything, and writes the counts of refusals that are still held. */
  async shutdown(): Promise<void> {
    clearInterval(this.#sweeping)
    for (const session of this.#sessions.values()) session.end()
    this.#sessions.clear()
    await this.#refusals.flush()
  }

  #sessionOf(plugin: RunningIdentity, deliver: Deliver): PluginSession {
    const key = instanceKey(plugin)
    const open = this.#sessions.get(key)
    if (open !== undefined) {
      open.deliver = deliver
      return open
    }
    const session = new PluginSession(plugin, this.ports, deliver)
    this.#sessions.set(key, session)
    return session
  }

  /** `null` when they cannot be read: then nothing is allowed. */
  async #grantsOf(plugin: RunningIdentity): Promise<readonly Permission[] | null> {
    try {
      return await this.grantsOf(plugin)
    } catch {
      return null
    }
  }

  /** Begins an effect when it is allowed; `null`, or why it is not. */
  async #judge(
    effect: Effect,
    by: {
      readonly plugin: RunningIdentity
      readonly session: PluginSession
      readonly grants: readonly Permission[] | null
    }
  ): Promise<EffectFailure | null> {
    const { plugin, grants } = by
    if (!EFFECTS_OF_KIND[plugin.kind].includes(effect.type)) {
      return {
        code: 'not_granted',
        message: `a plugin of kind ${plugin.kind} has no ${effect.type}`,
      }
    }
    if (grants === null) return { code: 'unavailable', message: 'grants cannot be read just now' }
    const needed = capabilitiesOf(effect)
    if (needed !== null && !grants.some((grant) => needed.includes(grant.capability))) {
      return {
        code: 'not_granted',
        message: `${needed.join(' or ')} is not granted in ${plugin.environment}`,
      }
    }
    if (isHanded(effect)) return null
    if (!this.#rates.take(plugin, 'request')) {
      return { code: 'rate_limited', message: 'too many requests; try again later' }
    }
    return this.#begin(effect, { ...by, grants })
  }

  async #begin(
    effect: Exclude<Effect, HandedEffect>,
    by: {
      readonly plugin: RunningIdentity
      readonly session: PluginSession
      readonly grants: readonly Permission[]
    }
  ): Promise<EffectFailure | null> {
    const { plugin, session, grants } = by
    if (session.isEnded) return { code: 'closed', message: 'the plugin has ended' }
    switch (effect.type) {
      case 'http':
        return this.#beginRequest(effect, by)
      case 'storage.get':
      case 'storage.set':
      case 'storage.delete':
      case 'storage.keys': {
        const owner = { pluginId: plugin.id, environment: plugin.environment }
        const work = () => performStorage(effect, this.ports.storage, { owner, grants })
        return session.inOrder(effect.request, work)
      }
      case 'timer.set':
        return failureOf(session.timers.set(effect))
      case 'timer.cancel':
        session.timers.cancel(effect.name)
        return null
      case 'notify':
        return this.#notify(effect, plugin)
      case 'socket.open':
        return failureOf(session.sockets.open(effect, grants))
      case 'socket.write':
        return failureOf(session.sockets.write(effect))
      case 'socket.close':
        session.sockets.close(effect.connection)
        return null
    }
  }

  async #beginRequest(
    effect: Extract<Effect, { type: 'http' }>,
    by: {
      readonly plugin: RunningIdentity
      readonly session: PluginSession
      readonly grants: readonly Permission[]
    }
  ): Promise<EffectFailure | null> {
    const { plugin, session, grants } = by
    const allowed = await checkRequest(effect, grants, this.#secrets)
    if (!allowed.ok) return allowed.failure
    if (!this.#rates.take(plugin, 'http')) {
      return { code: 'rate_limited', message: 'too many HTTP requests; try again later' }
    }
    const { network } = this.ports
    return session.beside(effect.request, async (signal) => {
      await this.#secrets.redactor()
      const redactor = this.#secrets.redactorFor(hostPort(allowed.value.url.place))
      return sendRequest(allowed.value, network, { redactor, signal })
    })
  }

  async #notify(
    { channel, text }: Extract<Effect, { type: 'notify' }>,
    plugin: RunningIdentity
  ): Promise<EffectFailure | null> {
    const { notices, now } = this.ports
    if (!notices.names.includes(channel)) {
      const message = `there is no channel "${channel}" here; there is ${notices.names.join(', ')}`
      return { code: 'unknown_channel', message }
    }
    if (!this.#rates.take(plugin, 'notify')) {
      return { code: 'rate_limited', message: 'too many messages; try again later' }
    }
    const clean = cleanText(text, await this.#secrets.redactor())
    const { id: pluginId, environment } = plugin
    try {
      await notices.send({ pluginId, environment, channel, text: clean, atMs: now() })
      return null
    } catch {
      return { code: 'unavailable', message: `the channel "${channel}" does not work just now` }
    }
  }

  async #sweep(): Promise<void> {
    await Promise.all(
      [...this.#sessions.values()]
        .filter((session) => session.hasOpenThings)
        .map(async (session) => session.review(await this.#grantsOf(session.plugin)))
    )
  }
}

/** Effects of one event that are looked at one by one: a strategy may signal often. */
const looksAt = (kind: PluginKind) => (kind === 'strategy' ? 300 : 100)

function isHanded(effect: Effect): effect is HandedEffect {
  return ['signal', 'risk_bias', 'order_event', 'account_event'].includes(effect.type)
}

function nameOfType(effect: unknown): string {
  const type = typeof effect === 'object' && effect !== null ? Reflect.get(effect, 'type') : null
  return typeof type === 'string' && /^[a-z_.]{1,40}$/.test(type) ? type : 'unknown'
}

function failureOf(
  result: { readonly ok: true } | { readonly ok: false; readonly failure: EffectFailure }
): EffectFailure | null {
  return result.ok ? null : result.failure
}
