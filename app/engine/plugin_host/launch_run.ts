import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginExit } from '#ports/plugin_process.js'
import { effectsFault, takeAnswer } from './answer.js'
import { CurrentGrants } from './current_grants.js'
import { failureSentence } from './failure_sentence.js'
import type { WrittenVersion } from './host_diary.js'
import type { HostTools } from './host_tools.js'
import type { Startable, StartRefusal, StartRequest } from './may_start.js'
import { PluginRun } from './plugin_run.js'
import { specOf } from './plugin_spec.js'
import type { RunKeeper } from './run_keeper.js'

/** What starting one process takes. */
export interface Launch {
  readonly request: StartRequest
  readonly tools: HostTools
  readonly keeper: RunKeeper
  /** Whether the plugin was stopped meanwhile. */
  isEnded(): boolean
  /** Number of this start, from 1; called when it is this plugin's turn. */
  nextStart(): number
  exited(run: PluginRun, exit: PluginExit): void
}

/** Starts a process and lets it start the plugin; whose turn it is, the gate says. */
export async function launchRun(
  startable: Startable,
  launch: Launch
): Promise<Result<PluginRun, StartRefusal>> {
  const { request, tools, keeper } = launch
  const { ports, diary, gate } = tools
  const { id, environment } = request
  const mayEnter = await gate.enter()
  if (!mayEnter || launch.isEnded()) {
    const message = `${id} was not started: too many plugins wait for their start.`
    return err({ code: launch.isEnded() ? 'stopped' : 'too_many', message })
  }
  const { manifest, manifestHash, held } = startable
  const start = String(launch.nextStart())
  const instance = request.instance === undefined ? start : `${request.instance}#${start}`
  const identity = { id, environment, kind: manifest.kind, manifestHash, instance }
  const grants = new CurrentGrants(identity, manifest.permissions, ports)
  const run = new PluginRun(startable, identity, grants)
  const launched = await ports.launcher.launch(specOf(startable, request, ports.clock.now()), {
    exited: (exit) => launch.exited(run, exit),
    logged: (lines, dropped) => void keeper.log(run, lines, dropped),
  })
  if (launched.ok) {
    run.process = launched.value
    const { version, contentHash } = held.plugin
    diary.note(request, 'plugin.started', { version, contentHash, pid: run.process.pid })
    // Who prepares it reads what may be away, such as the database: no process is left behind then.
    const fault = await prepare(run, launch).catch(async (error: unknown) => {
      await run.process?.stop()
      throw error
    })
    if (fault === null) return ok(run)
    await run.process.stop()
    const message = `${id} ${version} ${fault}`
    return err({ code: 'start_failed', message })
  }
  diary.startFailed(request, versionOf(startable), launched.failure)
  const message = `${id} ${held.plugin.version} ${failureSentence(launched.failure)}`
  return err({ code: 'start_failed', message })
}

/** Lets the caller bring a process up to date; why it cannot take its place, or `null`. */
async function prepare(run: PluginRun, { request, keeper }: Launch): Promise<string | null> {
  const { caller } = request
  if (caller === undefined || run.process === null) return null
  const { process } = run
  return caller.prepare(takeAnswer(process.started).value, (event) =>
    keeper.admit<unknown>(run, event, async (told) => {
      const answered = await process.ask(JSON.stringify(told))
      if (!answered.ok) return answered
      const answer = takeAnswer(answered.value)
      const fault = effectsFault(answer)
      return fault === null
        ? ok(answer.value)
        : err({ type: 'protocol_violation', detail: `an answer with ${fault}` })
    })
  )
}

/** What a version is called in the records. */
export function versionOf({ held: { plugin } }: Startable): WrittenVersion {
  return { version: plugin.version, contentHash: plugin.contentHash }
}
