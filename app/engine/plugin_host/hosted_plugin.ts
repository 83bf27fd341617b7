import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginExit, PluginFailure } from '#ports/plugin_process.js'
import { formOf, takeAnswer } from './answer.js'
import type { Mishap } from './breaker.js'
import { failureSentence } from './failure_sentence.js'
import type { WrittenVersion } from './host_diary.js'
import type { PerformedEffects } from './host_ports.js'
import type { HostTools } from './host_tools.js'
import {
  type AskFailure,
  type HostedState,
  type HostedStatus,
  type PluginAnswer,
  saysNothing,
} from './hosted_status.js'
import { launchRun, versionOf } from './launch_run.js'
import { mayStart, type Startable, type StartRefusal, type StartRequest } from './may_start.js'
import { maySwitch, switchWaits } from './may_switch.js'
import { type PluginRun, RecentEvents } from './plugin_run.js'
import { RunKeeper } from './run_keeper.js'
import { shadow } from './shadow.js'
import { Standby } from './standby.js'
import { Standing } from './standing.js'

/** Events that may wait while one version takes over from another. */
const HELD_UP_MAX = 1_000

/** One plugin in one environment: started, restarted after a while, replaced, and at last stopped. */
export class HostedPlugin {
  /** Content hash of an update that was tried; it is not tried twice. */
  refusedHash: string | null = null
  /** Content hash of an update that waits until orders are acknowledged. */
  waitingHash: string | null = null
  readonly #request: StartRequest
  readonly #tools: HostTools
  readonly #keeper: RunKeeper
  readonly #recent: RecentEvents
  readonly #standing: Standing
  readonly #standby: Standby
  #run: PluginRun | null = null
  #switching: Promise<void> | null = null
  #isReplacing = false
  #heldUp = 0
  #starts = 0
  #version = ''
  #cancelRestart: (() => void) | null = null
  /** A start that is under way. */
  #beginning: Promise<unknown> = Promise.resolve()
  #ended: Promise<void> | null = null

  constructor(request: StartRequest, tools: HostTools) {
    this.#request = request
    this.#tools = tools
    this.#keeper = new RunKeeper(request, tools)
    this.#recent = new RecentEvents(request.kind)
    this.#standing = new Standing(request, tools.ports.clock)
    this.#standby = new Standby(this.#keeper, tools.ports.clock)
  }

  get state(): HostedState {
    return this.#standing.state
  }

  /** What it was started with. */
  get request(): StartRequest {
    return this.#request
  }

  /** The version that runs, with what it asks for; `null` while none does. */
  get running(): Startable | null {
    return this.#run?.startable ?? null
  }

  /** Grants of the plugin were changed. */
  forgetGrants(): void {
    for (const run of [this.#run, this.#standby.run]) run?.grants.forget()
  }

  /** What the plugin's start answered; `null` while it does not run. */
  get started(): unknown {
    const started = this.#run?.process?.started
    return started === undefined ? null : takeAnswer(started).value
  }

  status(): HostedStatus {
    const { id, environment, kind, instance } = this.#request
    const { state, reason, sinceMs } = this.#standing
    const process = state === 'running' ? (this.#run?.process ?? null) : null
    return {
      id,
      environment,
      ...(instance === undefined ? {} : { instance }),
      kind,
      version: this.#version,
      state,
      reason,
      sinceMs,
      pid: process?.pid ?? null,
      starts: this.#starts,
      takesEntries: state === 'running',
      residentMb: process?.residentMb() ?? null,
    }
  }

  /** Starts it for the first time. A failure leaves nothing behind. */
  start(startable: Startable): Promise<Result<void, StartRefusal>> {
    const begun = this.#start(startable)
    // Why it failed is said to who starts it; its end only waits for it.
    this.#beginning = begun.catch(() => {})
    return begun
  }

  async #start(startable: Startable): Promise<Result<void, StartRefusal>> {
    const launched = await this.#launch(startable)
    if (launched.ok) {
      if (this.#ended === null) {
        this.#takeOver(launched.value)
        return ok(undefined)
      }
      await this.#keeper.farewell(launched.value, false)
      return err({ code: 'stopped', message: this.#standing.refusal().message })
    }
    await startable.held.release()
    const { code, message } = launched.failure
    if (code !== 'start_failed') return launched
    const reason = this.#tools.breaker.note('error', this.#tools.ports.clock.now())
    if (reason !== null) this.#enough(versionOf(startable), reason)
    return err({ code, message })
  }

  /** Hands over an event. Never throws; a plugin that is gone or going answers `not_running`. */
  async ask(event: PluginEvent): Promise<Result<PluginAnswer, AskFailure>> {
    while (this.#switching !== null) {
      if (this.#heldUp >= HELD_UP_MAX) return err({ type: 'queue_full', queueMax: HELD_UP_MAX })
      this.#heldUp++
      await this.#switching
      this.#heldUp--
    }
    const run = this.#run
    if (this.state !== 'running' || run === null) return err(this.#standing.refusal())
    const answered = await this.#askRun(run, event)
    if (answered.ok || this.#standby.run === null || run !== this.#run) {
      if (answered.ok && run === this.#run) this.#standby.retire()
      return answered
    }
    if (saysNothing(answered.failure)) return answered
    return this.#askRun(this.#rollBack(failureSentence(answered.failure as PluginFailure)), event)
  }

  /**
   * Puts another version in its place: it is started beside the old one, is shown the last events, and
   * takes over between two events. When it fails, before or with its first event, the old one goes on.
   */
  async replace(startable: Startable): Promise<Result<void, StartRefusal>> {
    const old = this.#run
    if (this.state !== 'running' || old === null || this.#isReplacing) {
      await startable.held.release()
      return err({ code: 'not_running', message: this.#standing.refusal().message })
    }
    this.#isReplacing = true
    try {
      this.#standby.retire()
      return await this.#replace(old, startable)
    } finally {
      this.#isReplacing = false
      this.#standing.tell()
    }
  }

  /**
   * Ends what runs and starts it again, at once also where it waits for its next start; resolves when that is under
   * way. `false`, and nothing done, in every other state.
   */
  async restart(reason: string): Promise<boolean> {
    const isBetween = this.#isReplacing || this.#ended !== null
    if (isBetween || (this.state !== 'running' && this.state !== 'waiting')) {
      return false
    }
    this.#cancelRestart?.()
    this.#standby.retire()
    const run = this.#run
    this.#run = null
    this.#standing.become('waiting', reason)
    if (run !== null) await this.#keeper.farewell(run, true)
    this.#again()
    return true
  }

  /** Ends it. `state` is what it is in afterwards. */
  end(state: 'stopped' | 'quarantined', reason: string): Promise<void> {
    if (this.#ended !== null) {
      if (state === 'quarantined') this.#standing.become(state, reason)
      return this.#ended
    }
    this.#standing.become(state, reason)
    this.#cancelRestart?.()
    this.#standby.retire()
    const run = this.#run
    this.#run = null
    const farewell = run === null ? null : this.#keeper.farewell(run, state === 'stopped')
    this.#ended = Promise.all([farewell, this.#beginning]).then(() => {})
    return this.#ended
  }

  async #replace(old: PluginRun, startable: Startable): Promise<Result<void, StartRefusal>> {
    const { diary } = this.#tools
    const { id } = this.#request
    const from = old.startable.held.plugin.version
    const to = startable.held.plugin.version
    const fail = (message: string): Result<void, StartRefusal> => {
      diary.note(this.#request, 'plugin.replace_failed', { from, to, reason: message })
      return err({
        code: 'shadow_failed',
        message: `${id} ${to} ${message}; ${from} goes on.`,
      })
    }
    const launched = await this.#launch(startable)
    if (!launched.ok) {
      await startable.held.release()
      return fail(launched.failure.message)
    }
    const next = launched.value
    const process = next.process!
    // Whoever brings a process up to date has shown it what it needs; twice would be once too often.
    const isPrepared = this.#request.caller !== undefined
    const past = isPrepared ? [] : this.#recent.list()
    const events = await this.#keeper.tellable(next, past)
    const fault = await shadow(process, events)
    if (fault !== null || this.#ended !== null) {
      await this.#keeper.farewell(next, false)
      return fail(fault ?? 'was stopped')
    }
    let release = () => {}
    this.#switching = new Promise((resolve) => (release = resolve))
    await old.idle()
    // Orders may have gone out since the new version was started.
    const mayGo = maySwitch(this.#request, this.#tools.ports)
    if (this.#ended === null && mayGo) {
      if (!old.isGone) {
        this.#standby.keep(old)
      }
      this.#takeOver(next)
    }
    this.#switching = null
    release()
    if (this.#run !== next) {
      await this.#keeper.farewell(next, false)
      return mayGo ? fail('was stopped') : err(switchWaits(this.#request))
    }
    diary.note(this.#request, 'plugin.replaced', { from, to })
    return ok(undefined)
  }

  #launch(startable: Startable): Promise<Result<PluginRun, StartRefusal>> {
    return launchRun(startable, {
      request: this.#request,
      tools: this.#tools,
      keeper: this.#keeper,
      isEnded: () => this.#ended !== null,
      nextStart: () => ++this.#starts,
      exited: (run, exit) => this.#exited(run, exit),
    }).catch(async (error: unknown) => {
      await startable.held.release()
      throw error
    })
  }

  /** Makes a started process the one that is asked. */
  #takeOver(run: PluginRun): void {
    this.#run = run
    this.#version = run.startable.held.plugin.version
    this.#standing.become('running', null)
    // A process may end between its start and this line.
    if (run.isGone) this.#lost(run, { type: 'died', detail: 'it ended right after its start' })
    else {
      const { effects } = takeAnswer(run.process!.started)
      void this.#perform(run, effects).then(({ handed }) => this.#hand(handed))
    }
  }

  async #askRun(run: PluginRun, event: PluginEvent): Promise<Result<PluginAnswer, AskFailure>> {
    run.enter()
    try {
      return await this.#keeper.admit(run, event, (told) => this.#pass(run, told))
    } finally {
      run.leave()
    }
  }

  /** Hands over what the plugin may be told. */
  async #pass(run: PluginRun, event: PluginEvent): Promise<Result<PluginAnswer, AskFailure>> {
    const { process } = run
    if (process === null) return err(this.#standing.refusal())
    const text = JSON.stringify(event)
    const answered = await process.ask(text)
    if (!answered.ok) {
      if (answered.failure.type === 'threw') {
        this.#tools.diary.mishap(this.#request, versionOf(run.startable), answered.failure)
        this.#count(run, 'error')
      }
      return answered
    }
    const answer = takeAnswer(answered.value)
    this.#recent.add(event.type, text, formOf(answer))
    return ok({ value: answer.value, effects: await this.#perform(run, answer.effects) })
  }

  #perform(run: PluginRun, effects: readonly unknown[]): Promise<PerformedEffects> {
    return this.#keeper.perform(run, effects, async (event) => {
      // What belongs to a version that stands by or is gone is nobody's any more.
      if (run !== this.#run || this.state !== 'running') return
      const answered = await this.ask(event)
      if (answered.ok) this.#hand(answered.value.effects.handed)
    })
  }

  #hand(effects: PerformedEffects['handed']): void {
    if (effects.length > 0) this.#request.caller?.handed?.(effects)
  }

  #exited(run: PluginRun, { failure }: PluginExit): void {
    run.isGone = true
    this.#keeper.close(run)
    if (run === this.#standby.run) {
      this.#standby.take()
      void this.#keeper.release(run)
    }
    if (run === this.#run && failure !== null) this.#lost(run, failure)
  }

  /** The process that was asked is gone: another one comes after a while, or none. */
  #lost(run: PluginRun, failure: PluginFailure): void {
    this.#tools.diary.mishap(this.#request, versionOf(run.startable), failure)
    // The version before is still there: `ask` goes back to it.
    if (this.#standby.run !== null) return void this.#count(run, 'kill')
    this.#run = null
    void this.#keeper.release(run)
    if (this.#count(run, 'kill')) this.#wait(failureSentence(failure))
  }

  /** Counts a mishap; false when it was one too many. */
  #count(run: PluginRun, mishap: Mishap): boolean {
    const reason = this.#tools.breaker.note(mishap, this.#tools.ports.clock.now())
    if (reason !== null) this.#enough(versionOf(run.startable), reason)
    return reason === null
  }

  #enough(version: WrittenVersion, reason: string): void {
    this.#tools.diary.quarantine(this.#request, version, reason)
    this.#tools.quarantine(this.#request.id, reason)
  }

  #wait(reason: string): void {
    if (this.#ended !== null) return
    const { breaker, ports } = this.#tools
    const backOffMs = breaker.backOffMs(this.#tools.ports.clock.now())
    this.#standing.become('waiting', reason, this.#tools.ports.clock.now() + backOffMs)
    this.#cancelRestart = ports.clock.after(backOffMs, () => this.#again())
  }

  #again(): void {
    this.#beginning = this.#restart().catch((error: unknown) => {
      this.#tools.ports.troubled(this.#request, error)
      this.#wait('the platform could not start it again')
    })
  }

  async #restart(): Promise<void> {
    const { ports, breaker } = this.#tools
    const startable = await mayStart(this.#request, ports)
    if (!startable.ok) return void this.end('stopped', startable.failure.message)
    if (this.#ended !== null) return startable.value.held.release()
    this.#standing.become('starting', null)
    const launched = await this.#launch(startable.value)
    if (launched.ok && this.#ended === null) return this.#takeOver(launched.value)
    if (launched.ok) return this.#keeper.farewell(launched.value, false)
    await startable.value.held.release()
    const reason = breaker.note('error', this.#tools.ports.clock.now())
    if (reason !== null) this.#enough(versionOf(startable.value), reason)
    else this.#wait(launched.failure.message)
  }

  /** The new version failed with its first event: the old one takes its place again. */
  #rollBack(reason: string): PluginRun {
    const failed = this.#run!
    const old = this.#standby.take()!
    this.#run = old
    this.#version = old.startable.held.plugin.version
    this.#standing.become('running', null)
    const from = failed.startable.held.plugin.version
    this.#tools.diary.note(this.#request, 'plugin.rolled_back', {
      from,
      to: this.#version,
      reason,
    })
    void this.#keeper.farewell(failed, false)
    return old
  }
}
