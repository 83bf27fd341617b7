import { test } from '@japa/runner'
import fc from 'fast-check'
import { gt, lt } from 'semver'
import { acceptUpdate } from '#engine/plugin_install/accept_update.js'
import { noteGrants } from '#engine/plugin_install/lock_entry.js'
import type { PluginPorts } from '#engine/plugin_install/plugin_ports.js'
import { removePlugin } from '#engine/plugin_install/remove_plugin.js'
import { resumeInstalls } from '#engine/plugin_install/resume_installs.js'
import { rollbackPlugin } from '#engine/plugin_install/rollback_plugin.js'
import { disablePlugin, enablePlugin } from '#engine/plugin_install/set_plugin_state.js'
import type { PluginRecord } from '#ports/plugin_records.js'
import { PluginBench, withMethods } from '../../support/plugin_bench.js'

const ID = 'trend_rider'
const CLI = { id: ID, actor: 'cli' }

/** Versions of one plugin and what they ask for. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  '1.0.0': ['storage@16'],
  '1.1.0': ['storage@16', 'log'],
  '1.2.0': ['storage@64'],
  '1.3.0': ['storage@64', 'timers'],
  '1.4.0': ['timers'],
}

/** Pairs where the later version asks for more than the one before. */
const ASKS_FOR_MORE = (before: string, after: string) => {
  const size = (version: string) =>
    Number(/storage@(\d+)/.exec(VERSIONS[version]!.join())?.[1] ?? 0)
  const words = (version: string) => VERSIONS[version]!.map((one) => one.split('@')[0])
  return size(after) > size(before) || words(after).some((one) => !words(before).includes(one))
}

type Operation =
  | { readonly type: 'install'; readonly version: string; readonly acceptsMore: boolean }
  | { readonly type: 'accept' | 'rollback' | 'disable' | 'enable' | 'remove' | 'revoke' | 'grant' }

interface Step {
  readonly operation: Operation
  /** The process dies before this call of a port, counted from 1; `null`: it lives. */
  readonly diesAt: number | null
}

const install = fc.record({
  type: fc.constant('install' as const),
  version: fc.constantFrom(...Object.keys(VERSIONS)),
  acceptsMore: fc.boolean(),
})
const other = fc.record({
  type: fc.constantFrom(
    'accept' as const,
    'rollback' as const,
    'disable' as const,
    'enable' as const,
    'remove' as const,
    'revoke' as const,
    'grant' as const
  ),
})
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    operation: fc.oneof({ weight: 3, arbitrary: install }, { weight: 2, arbitrary: other }),
    diesAt: fc.option(fc.integer({ min: 1, max: 45 }), { freq: 2 }),
  }),
  { minLength: 2, maxLength: 9 }
)

/** What a process that was killed does not live to see. */
class Killed extends Error {}

/** Ports of a process that dies before the nth call, and of which nothing happens afterwards. */
function mortal(ports: PluginPorts, diesAt: number | null): PluginPorts {
  let calls = 0
  const guarded = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const own: unknown = Reflect.get(target, name)
        if (typeof own !== 'function') return own
        return (...given: unknown[]) => {
          calls += 1
          if (diesAt !== null && calls >= diesAt) throw new Killed(`before ${String(name)}`)
          return (own as (...all: unknown[]) => unknown).apply(target, given)
        }
      },
    })
  return {
    ...ports,
    records: guarded(ports.records),
    store: guarded(ports.store),
    quarantine: guarded(ports.quarantine),
    grants: guarded(ports.grants),
    sources: guarded(ports.sources),
    locks: withMethods(ports.locks, {
      open: async () => {
        const session = await ports.locks.open()
        const watched = guarded(session)
        // The server gives the locks of a dead process back.
        return withMethods(session, {
          tryAlone: (subject) => watched.tryAlone(subject),
          waitAlone: (subject, ms) => watched.waitAlone(subject, ms),
        })
      },
    }),
  }
}

test.group('plugin store: whatever happens, it is as the records say', (group) => {
  let bench: PluginBench
  group.tap((one) => one.timeout(60_000))
  group.setup(async () => {
    bench = await PluginBench.open()
    return () => bench.close()
  })

  const perform = async (operation: Operation, ports: PluginPorts) => {
    switch (operation.type) {
      case 'install': {
        const { version, acceptsMore } = operation
        const terms = { kind: 'agent', version, permissions: VERSIONS[version]! }
        return bench.install(terms, { acceptsMore }, {}, ports as never)
      }
      case 'accept':
        return acceptUpdate({ ...CLI, grant: 'required', confirmation: null }, ports)
      case 'rollback':
        return rollbackPlugin({ ...CLI, to: null }, ports)
      case 'disable':
        return disablePlugin(CLI, ports)
      case 'enable':
        return enablePlugin(CLI, ports)
      case 'remove':
        return removePlugin({ ...CLI, purge: true, forgetKey: false }, ports)
      case 'revoke':
      case 'grant':
        return regrant(operation.type, ports)
    }
  }

  /** Gives or takes a permission of the active version, as `plugin:grant` and `plugin:revoke` do. */
  const regrant = async (type: 'revoke' | 'grant', ports: PluginPorts) => {
    const plugin = await ports.records.plugin(ID)
    if (plugin === null) return null
    const { manifestHash } = (await ports.records.versions(ID)).find(
      (one) => one.contentHash === plugin.activeHash
    )!
    const grant = { pluginId: ID, environment: 'paper', manifestHash } as const
    await ports.records.apply(
      type === 'revoke'
        ? { type: 'end_grants', ended: { ...grant, revokedBy: 'cli' } }
        : {
            type: 'give_grants',
            grants: [{ ...grant, capability: 'log', scope: '', grantedBy: 'cli' }],
          }
    )
    await noteGrants(ID, ports)
    return null
  }

  /** The result of an operation that lives, by what was there before. */
  const expected = (operation: Operation, before: PluginRecord | null): string | null => {
    if (operation.type !== 'install') {
      if (before === null && !['grant', 'revoke'].includes(operation.type)) return 'not_installed'
      if (operation.type === 'accept' && before!.stagedVersion === null) return 'nothing_staged'
      return null
    }
    const { version, acceptsMore } = operation
    if (before === null) return 'installed'
    const { activeVersion, stagedVersion } = before
    const newest =
      stagedVersion !== null && gt(stagedVersion, activeVersion) ? stagedVersion : activeVersion
    if (lt(version, newest)) return 'downgrade'
    if (version === activeVersion) return 'unchanged'
    return ASKS_FOR_MORE(activeVersion, version) && !acceptsMore ? 'staged' : 'updated'
  }

  test('installs, updates, rollbacks and removals, killed at any point', async ({ assert }) => {
    const alive = bench.ports()
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await bench.empty()
        for (const { operation, diesAt } of sequence) {
          await resumeInstalls(alive)
          const before = await alive.records.plugin(ID)
          try {
            const result = await perform(operation, mortal(alive, diesAt))
            const wanted = expected(operation, before)
            if (wanted !== null && result !== null) {
              const value = result.ok ? (result.value as { result?: string }).result : ''
              assert.equal(result.ok ? value : result.failure.code, wanted)
            }
          } catch (error) {
            if (!(error instanceof Killed)) throw error
            // Grants are noted in the lock file by the command that gives them, again when asked.
            if (['grant', 'revoke'].includes(operation.type)) await noteGrants(ID, alive)
          }
        }
        await resumeInstalls(alive)
        assert.deepEqual(await bench.differences(), [])
        assert.deepEqual(await alive.records.unfinished(), [])
        const plugin = await alive.records.plugin(ID)
        const found = await alive.catalogue.find(ID)
        if (plugin === null) assert.isNull(found)
        else if (plugin.state === 'enabled') {
          assert.equal(Reflect.get(found!, 'version'), plugin.activeVersion)
        } else assert.equal(Reflect.get(found!, 'code'), 'disabled')
      }),
      { numRuns: 30, endOnFailure: false, interruptAfterTimeLimit: 25_000 }
    )
  })
})
