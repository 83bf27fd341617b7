import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { RunningKind } from '#engine/plugin/manifest.js'
import type { AssessEvent } from '#engine/plugin_host/plugin_host.js'
import { grantPermissions, revokePermissions } from '#engine/plugin_permissions/grants.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { createGatewayPorts } from '#providers/gateway_ports.js'
import { scriptOf } from '#tests/integration/threats/packages.js'
import { useArena } from '#tests/integration/threats/shared_arena.js'

const BAR = {
  ...{ type: 'bar', symbol: 'US.AAPL', timeframe: '1d', startMs: 0, endMs: 1 },
  ...{ open: 1, high: 1, low: 1, close: 42, volume: 1, warmingUp: false, atMs: 1 },
}
const ACCOUNT = { type: 'account', atMs: 1, equity: 77, peakEquity: 80, drawdown: 0, dailyLoss: 0 }

test.group('what a running plugin is told', (group) => {
  const arena = useArena(group)
  group.each.timeout(30_000)

  /** Starts a plugin that logs what it hears. */
  async function running(permissions: readonly string[], kind: RunningKind, methods: string) {
    const id = arena().newId()
    await arena().plant({ id, kind, permissions, code: scriptOf({ id, kind, methods }) })
    const key = { id, environment: 'example' } as const
    const host = arena().newHost()
    const started = await host.start({ ...key, kind })
    if (!started.ok) throw new Error(started.failure.message)
    return { id, key, host }
  }
  const agent = (permissions: readonly string[]) =>
    running(
      permissions,
      'agent',
      `onBar(bar, context) { context.log('bar ' + bar.close) },
       onAccount(account, context) { context.log('account ' + account.equity) }`
    )
  /** Runs `change` on a connection of its own, as another process would. */
  const elsewhere = () =>
    createGatewayPorts(arena().database, { dataDir: arena().folder.path }).grants

  test('is what it was granted and nothing else', async ({ assert }) => {
    const { id, key, host } = await agent(['market-data:read@US.*/1d'])
    assert.isTrue((await host.ask(key, BAR)).ok)
    for (const [event, permission] of [
      [ACCOUNT, 'account:read@main'],
      [{ ...BAR, symbol: 'HK.00700' }, 'market-data:read@HK.00700/1d'],
      [{ ...BAR, timeframe: '1m' }, 'market-data:read@US.AAPL/1m'],
      [{ ...ACCOUNT, type: 'whatever' }, null],
    ] as const) {
      const refused = await host.ask(key, event)
      assert.containSubset(refused, { ok: false, failure: { type: 'not_granted', permission } })
    }
    await sleep(100)
    assert.deepEqual(arena().lines.get(id), ['bar 42'])
    assert.equal(host.status()[0]?.state, 'running')
    await host.stopAll()
    const refused = (await arena().auditOf(id)).filter(({ action }) => action === 'event.refused')
    assert.containSubset(refused[0], {
      actor: 'host',
      detail: { type: 'account', code: 'not_granted', environment: 'example' },
    })
  })

  test('ends within a second of a revocation that this process did not hear of', async ({
    assert,
  }) => {
    const { id, key, host } = await agent(['market-data:read'])
    assert.isTrue((await host.ask(key, BAR)).ok)
    // Straight into the table, as another process does it.
    await arena().database.withClient((client) =>
      client.query(
        `update plugin_grants set revoked_at = now(), revoked_by = 'elsewhere' where plugin_id = $1`,
        [id]
      )
    )
    const from = performance.now()
    let told = 0
    while ((await host.ask(key, BAR)).ok) {
      told++
      await sleep(5)
    }
    const afterMs = performance.now() - from
    assert.isAbove(told, 0, 'until then it is told without a look at the database')
    assert.isBelow(afterMs, 1_000)
    await host.review()
    assert.deepEqual(host.status(), [])
    await host.recorded
    const stopped = (await arena().auditOf(id)).find(({ action }) => action === 'plugin.stopped')
    assert.equal(stopped?.detail.reason, 'it is no longer granted market-data:read')
    await host.stopAll()
  })

  test('ends at once when this process revokes, and comes back when it grants', async ({
    assert,
  }) => {
    const { id, key, host } = await agent(['market-data:read'])
    assert.isTrue((await host.ask(key, BAR)).ok)
    const grants = elsewhere()
    const ports = { grants, audit: arena().gatewayPorts.audit }
    await revokePermissions({ pluginId: id, actor: 'owner' }, ports)
    assert.isFalse((await host.ask(key, BAR)).ok)
    const installed = await grants.manifestOf(id)
    const manifest = checkManifest(installed!.text)
    assert.isTrue(manifest.ok)
    if (!manifest.ok) return
    const { manifestHash, level } = installed!
    await grantPermissions(
      {
        ...{ manifest: manifest.value, manifestHash, level, environment: 'example' },
        ...{ permissions: 'all', actor: 'owner' },
      },
      ports
    )
    assert.isTrue((await host.ask(key, BAR)).ok)
    await host.stopAll()
  })

  test('leaves out the account of a question, and a rule that reads it denies', async ({
    assert,
  }) => {
    const assess = `assess(order, account) {
      const sum = order.opening > 5 ? account.positions.length + account.equity : 0
      return sum > 100 ? { decision: 'deny', reason: 'too much' } : { decision: 'approve' } }`
    const question = (opening: number): AssessEvent => ({
      ...{ type: 'assess', atMs: 1 },
      order: { symbol: 'US.AAPL', quantity: opening, opening },
      account: { currency: 'USD', equity: 1, cash: 1, exposure: 1, positions: [] },
    })
    const blind = await running([], 'risk-rule', assess)
    assert.deepEqual(await blind.host.assess(blind.key, question(1)), { decision: 'approve' })
    assert.containSubset(await blind.host.assess(blind.key, question(10)), {
      decision: 'deny',
      reason: `the rule cannot answer: ${blind.id} threw: account.positions needs the permission positions:read`,
    })
    const half = await running(['positions:read'], 'risk-rule', assess)
    const said = await half.host.assess(half.key, question(10))
    assert.match('reason' in said ? said.reason : '', /account\.equity needs .* account:read/)
    const seeing = await running(['positions:read', 'account:read'], 'risk-rule', assess)
    assert.deepEqual(await seeing.host.assess(seeing.key, question(10)), { decision: 'approve' })
    for (const { host } of [blind, half, seeing]) await host.stopAll()
  })
})
