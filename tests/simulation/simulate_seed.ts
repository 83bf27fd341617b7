import { Chaos } from './actors/chaos.js'
import { Operator } from './actors/operator.js'
import { Trader } from './actors/trader.js'
import { checkAtRest, restlessness } from './audit/check_rest.js'
import { holds, Violation } from './audit/violation.js'
import { NO_FAULT, type Fault } from './faults.js'
import { EventLog } from './world/event_log.js'
import { World } from './world/world.js'

/** What became of a seed. */
export interface SeedOutcome {
  readonly seed: number
  /** SHA-256 of all that happened: the same seed gives the same. */
  readonly hash: string
  readonly steps: number
  readonly orders: number
  readonly fills: number
  /** What must never happen and did; `null` for a good seed. */
  readonly violation: Violation | null
  /** The last lines of the log. */
  readonly last: readonly string[]
}

/** Simulated time of trouble, ms. */
const TROUBLE_MS = 40_000
/** Simulated time in which an account must come to rest, ms. */
const PATIENCE_MS = 60_000

/** Runs one world from its seed to its end, or to the first violation. */
export async function simulateSeed(
  seed: number,
  { fault = NO_FAULT, linesKept = 40 }: { fault?: Fault; linesKept?: number } = {}
): Promise<SeedOutcome> {
  const log = new EventLog(linesKept)
  const world = new World(seed, log, fault)
  const run = new Run(world)
  let violation: Violation | null = null
  const unheard = (reason: unknown) => world.audit.rejectedUnheard(reason)
  process.on('unhandledRejection', unheard)
  try {
    await run.toTheEnd()
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    violation = error
  } finally {
    process.off('unhandledRejection', unheard)
  }
  return {
    seed,
    hash: log.digest(),
    steps: run.steps,
    orders: world.journal.orders.size,
    fills: world.audit.account.booked.size,
    violation,
    last: log.last,
  }
}

class Run {
  steps = 0

  constructor(private readonly world: World) {}

  async toTheEnd(): Promise<void> {
    const { world } = this
    await turn()
    world.start()
    this.#repeat(
      'tick',
      () => world.pace().tickMs,
      () => world.market.move(world.isHostile)
    )
    const trader = new Trader(world)
    const operator = new Operator(world)
    const chaos = new Chaos(world)
    this.#repeat(
      'trader',
      () => world.pace().signalMs,
      () => trader.act()
    )
    this.#repeat(
      'operator',
      () => world.pace().commandMs,
      () => operator.act()
    )
    this.#repeat(
      'chaos',
      () => world.pace().chaosMs,
      () => chaos.act()
    )
    await this.#until(world.agenda.nowMs + TROUBLE_MS, () => false)
    world.calmDown()
    await this.#until(world.agenda.nowMs + PATIENCE_MS, () => restlessness(world) === null)
    await this.#rest()
    operator.ask('the end', 'flatten', { reason: 'the simulation says flatten' }, null)
    await this.#until(world.agenda.nowMs + PATIENCE_MS, () => restlessness(world, true) === null)
    await this.#rest(true)
  }

  async #rest(isFlat = false): Promise<void> {
    const { world } = this
    const restless = restlessness(world, isFlat)
    holds(restless === null, 'an account comes to rest', () => restless ?? '')
    await checkAtRest(world)
  }

  /** Step after step, until something is so or the time is over. */
  async #until(endMs: number, isSo: () => boolean): Promise<void> {
    const { world } = this
    while (!isSo()) {
      const next = world.agenda.next(endMs)
      if (next === null) return
      this.steps++
      world.log.add(`${next.atMs.toFixed(3)} ${next.what}`)
      next.run()
      // Everything that follows from it runs to its end before anything else can happen.
      await turn()
      world.audit.check()
    }
  }

  #repeat(who: string, meanMs: () => number, act: () => string): void {
    const { agenda, chance, log } = this.world
    const own = chance.fork(`times of ${who}`)
    const next = () => {
      const mean = meanMs()
      if (mean === Infinity) return
      agenda.after(own.wait(mean), who, () => {
        if (meanMs() === Infinity) return
        log.add(act())
        next()
      })
    }
    next()
  }
}

/** One turn of the event loop: no promise that can go on is left behind it. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
