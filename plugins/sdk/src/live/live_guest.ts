import { failureJson } from '../guest/failure.js'
import { isSafeInteger, parseJson, TypeFault } from '../guest/intrinsics.js'
import { agentRunner } from './agent_runner.js'
import { brokerRunner } from './broker_runner.js'
import { type LiveDefinition, liveDefinitionFault } from './definition.js'
import { riskRuleRunner } from './risk_rule_runner.js'
import type { LiveEvent, Runner } from './runner.js'
import { Session } from './session.js'
import { readLiveSetup } from './setup.js'
import { strategyRunner } from './strategy_runner.js'

/**
 * The runtime beside a plugin that is driven by events: JSON text in, JSON text out, see
 * `docs/plugins/protocol.md`. No call throws; whatever the plugin throws is described inside.
 */
export interface LiveGuest {
  /** Hands over the plugin's default export. '' when it is a plugin, else what is wrong with it. */
  load(definition: unknown): string
  /** Makes the plugin; `setupJson` is a LiveSetup. The answer is JSON text. */
  start(setupJson: string): string
  /** Hands over one event. The answer is JSON text. */
  handle(eventJson: string): string
  /** JSON text of `{ message, stack, where }` of the last failure, '' before one. */
  failure(): string
  /** The moment being shown, UTC epoch milliseconds: what `Date` must say. */
  now(): number
  /** Writes a log line of these values: where a plugin's `console` leads. */
  print(values: ArrayLike<unknown>): void
}

const RUNNERS = {
  'strategy': strategyRunner,
  'risk-rule': riskRuleRunner,
  'agent': agentRunner,
  'broker': brokerRunner,
}

const UNDESCRIBED = '{"message":"it failed and cannot be asked why","stack":"","where":""}'

/** Makes the runtime; called before the plugin's code runs, so that what it uses is the language's own. */
export function createGuest(): LiveGuest {
  const session = new Session()
  let definition: LiveDefinition | null = null
  let runner: Runner | null = null
  let failed = ''

  /** Runs one call; whatever it throws becomes the answer. */
  function answered(run: () => string): string {
    try {
      return session.answer(run())
    } catch (thrown) {
      try {
        failed = session.described !== '' ? session.described : failureJson(session.where, thrown)
      } catch {
        failed = UNDESCRIBED
      }
      return session.refusal(failed)
    }
  }

  return {
    load(given) {
      const fault = liveDefinitionFault(given)
      if (fault === '') definition = given as LiveDefinition
      return fault
    },
    start: (setupJson) =>
      answered(() => {
        session.where = 'onStart'
        if (definition === null) throw new Error('no plugin was loaded')
        const setup = readLiveSetup(setupJson)
        session.logs.begin(setup.logPerMin, setup.atMs)
        session.begin(setup.atMs)
        session.environment = setup.environment
        const { kind } = definition
        if (kind !== setup.kind) {
          throw new TypeFault(`the manifest says ${setup.kind}, the code defines: ${kind}`)
        }
        const made = RUNNERS[kind](definition, session)
        const value = made.start(setup)
        runner = made
        return value
      }),
    handle: (eventJson) =>
      answered(() => {
        session.where = 'event'
        const event = parseJson(eventJson) as LiveEvent
        if (!isSafeInteger(event.atMs)) throw new TypeFault('an event needs atMs')
        session.begin(event.atMs)
        if (runner === null) throw new TypeFault('the plugin was not started')
        if (event.type !== 'state') return runner.handle(event)
        session.where = 'state'
        return runner.state()
      }),
    failure: () => failed,
    now: () => session.atMs,
    print: (values) => session.logs.write(values),
  }
}
