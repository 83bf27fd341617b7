import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import type { AssessEvent } from '#engine/plugin_host/plugin_host.js'
import type { AskFailure } from '#engine/plugin_host/hosted_status.js'
import { childrenOf, gone } from '#tests/support/process_tree.js'
import type { Aftermath, Arena } from './arena.js'
import type { ScriptParts } from './packages.js'
import { pooled } from './pooled.js'
import { useArena } from './shared_arena.js'

/** How an attack ends: what the plugin answered, or why it gave no answer. */
export type Ending = 'answered' | 'start_failed' | AskFailure['type']

/** An attack by the code of a plugin that runs. */
export interface Attack {
  /** What is tried, in words. */
  readonly name: string
  readonly code: Omit<ScriptParts, 'id'>
  readonly permissions?: readonly string[]
  /** Fields over those of the manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>
  /** Endings that are fine; whatever it is, host, loop, log and processes are looked at as well. */
  readonly ends: readonly Ending[]
  /** Events that it is sent, one after the other; one timer when left out. */
  readonly events?: number
  /** Text that its last answer must hold, as JSON; with a regular expression, that it must match. */
  readonly says?: RegExp
  /** What must not be in any of its answers or lines. */
  readonly hides?: RegExp
  readonly timeoutMs?: number
}

/** Where running out of memory may end: V8 decides which of its limits it meets first. */
export const SOMEHOW: readonly Ending[] = [
  'answered',
  'threw',
  'timed_out',
  'out_of_memory',
  'died',
  'start_failed',
  'text_too_large',
  'not_loadable',
]

/** A rule that answers with what an expression comes to. */
export const ruleThat = (answer: string): Attack['code'] => ({
  kind: 'risk-rule',
  methods: `assess(order, account) { return ${answer} }`,
})

const KILLS: readonly Ending[] = [
  'timed_out',
  'out_of_memory',
  'died',
  'text_too_large',
  'protocol_violation',
]

/** How an attack went. */
type Outcome = Aftermath & { readonly ending: Ending; readonly said: string }

/** The event loop of the host may stand still for this long, ms. */
export const STALL_MS_MAX = 100

/** Makes a test of every attack, on one arena. */
export function attacks(title: string, table: readonly Attack[]): void {
  test.group(title, (group) => {
    const arena = useArena(group)
    group.each.timeout(60_000)
    let results: readonly Promise<Outcome>[] = []
    let before: readonly number[] = []
    group.setup(() => {
      before = childrenOf(process.pid)
      results = pooled(table, (attack) => launch(arena(), attack))
    })
    table.forEach((attack, at) => {
      test(attack.name, async ({ assert }) => {
        const { ending, said, ...aftermath } = await results[at]!
        assert.include(attack.ends, ending, said)
        if (attack.says !== undefined) assert.match(said, attack.says)
        if (attack.hides !== undefined) assert.notMatch(said, attack.hides)
        survived(assert, aftermath)
        const due = ending === 'start_failed' ? 'plugin.start_failed' : 'plugin.started'
        assert.include(aftermath.audited, KILLS.includes(ending) ? 'plugin.killed' : due)
      })
    })
    test('afterwards no process is left, and the audit log is whole', async ({ assert }) => {
      await Promise.allSettled(results)
      const left = childrenOf(process.pid).filter((pid) => !before.includes(pid))
      assert.deepEqual(await gone(left), [])
      assert.deepEqual(arena().troubles, [])
      assert.isNull((await arena().gatewayPorts.audit.verify()).broken)
    })
  })
}

/** What must hold after every attack: the loop ran on, the log knows, no process is left. */
export function survived(assert: Assert, { stalledMs, audited, leftOver }: Aftermath): void {
  assert.isBelow(stalledMs, STALL_MS_MAX, 'the event loop of the host stood still')
  assert.isNotEmpty(audited)
  assert.deepEqual([...leftOver], [], 'processes are left over')
}

async function launch(
  arena: Arena,
  { code, permissions = [], manifest = {}, events = 1 }: Attack
): Promise<Outcome> {
  const id = arena.newId()
  const given = { ...code, id, permissions, manifest }
  const fight = await arena.fight(given, async (key, started) => {
    if (!started.ok) {
      return { ending: 'start_failed' as Ending, said: started.failure?.message ?? '' }
    }
    let said = ''
    let ending: Ending = 'answered'
    for (let nth = 0; nth < events && ending === 'answered'; nth++) {
      const atMs = 1_700_000_000_000 + nth * 1_000
      if (code.kind === 'risk-rule') {
        // A rule that cannot answer denies: the verdict says so, the record says why.
        const verdict = await arena.host.assess(key, { ...QUESTION, atMs })
        said += JSON.stringify(verdict)
        continue
      }
      const answer = await arena.host.ask(key, { type: 'timer', name: 'x', atMs })
      ending = answer.ok ? 'answered' : answer.failure.type
      said += JSON.stringify(answer)
    }
    return { ending, said }
  })
  const lines = (arena.lines.get(id) ?? []).join('\n')
  return { ...fight, ...fight.outcome, said: `${fight.outcome.said}\n${lines}` }
}

const QUESTION: AssessEvent = {
  type: 'assess',
  atMs: 0,
  order: {
    strategy: 'test',
    symbol: 'US.AAPL',
    side: 'buy',
    type: 'market',
    quantity: 100,
    opening: 100,
    reducing: 0,
    price: 10,
    notional: 1_000,
    sector: null,
    currency: 'USD',
  },
  account: { currency: 'USD', equity: 10_000, cash: 10_000, exposure: 0, positions: [] },
}
