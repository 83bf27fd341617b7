import { test } from '@japa/runner'
import type { Manifest } from '#engine/plugin/manifest.js'
import {
  activeGrants,
  carriedGrants,
  consentLines,
  grantPermissions,
  revokePermissions,
  type GrantRequest,
} from '#engine/plugin_permissions/grants.js'
import { permissionId } from '#engine/plugin_permissions/capability.js'
import { GatewayBench } from './open_gateway.js'

let count = 0

function request(
  over: Partial<GrantRequest> = {},
  ...permissions: Manifest['permissions']
): GrantRequest {
  return {
    manifest: {
      id: `watcher-${++count}`,
      kind: 'agent',
      permissions: [
        { id: 'storage@64', reason: 'remembers' },
        { id: 'net:connect@api.example.com', reason: 'asks', optional: true },
        ...permissions,
      ],
    },
    manifestHash: 'a'.repeat(64),
    level: 'signed',
    environment: 'paper',
    permissions: 'all',
    actor: 'cli',
    ...over,
  }
}

test.group('granting', (group) => {
  const bench = new GatewayBench()
  group.setup(async () => {
    await bench.open()
    return () => bench.close()
  })
  const auditOf = async (id: string) =>
    (await bench.ports.audit.list({ subject: `plugin:${id}`, limit: 50 })).reverse()
  const active = async (
    asked: GrantRequest,
    environment: GrantRequest['environment'] = 'paper'
  ) => {
    const of = { pluginId: asked.manifest.id, environment, manifestHash: asked.manifestHash }
    return (await activeGrants(of, bench.ports.grants)).map(permissionId)
  }

  test('writes down who, when, for which manifest, and why', async ({ assert }) => {
    const asked = request({ reason: 'trying\u202e it' })
    const given = await grantPermissions(asked, bench.ports)
    assert.isTrue(given.ok)
    if (!given.ok) return
    assert.deepInclude(given.value[0], {
      capability: 'storage',
      scope: '64',
      grantedBy: 'cli',
      environment: 'paper',
      manifestHash: asked.manifestHash,
      revokedAtMs: null,
    })
    assert.approximately(given.value[0]!.grantedAtMs, Date.now(), 5000)
    const [row] = await auditOf(asked.manifest.id)
    assert.deepInclude(row, { actor: 'cli', action: 'grant.given' })
    assert.deepInclude(row!.detail, { environment: 'paper', reason: 'trying\\u202e it' })
    assert.deepEqual(await active(asked), ['net:connect@api.example.com:443', 'storage@64'])
    assert.deepEqual(await active(asked, 'live'), [])
  })

  test('what is granted already is not granted twice, also by two at once', async ({ assert }) => {
    const asked = request()
    await Promise.all([1, 2, 3, 4].map(() => grantPermissions(asked, bench.ports)))
    assert.lengthOf(await bench.ports.grants.history(asked.manifest.id), 2)
  })

  test('what is required, without the optional', async ({ assert }) => {
    const asked = request({ permissions: 'required' })
    await grantPermissions(asked, bench.ports)
    assert.deepEqual(await active(asked), ['storage@64'])
  })

  test('less than was asked for can be granted, more cannot', async ({ assert }) => {
    const asked = request({ permissions: ['storage@32', 'net:connect@api.example.com:443#GET'] })
    assert.isTrue((await grantPermissions(asked, bench.ports)).ok)
    assert.deepEqual(await active(asked), ['net:connect@api.example.com:443#GET', 'storage@32'])
    for (const more of ['storage@65', 'net:connect@*.example.com', 'timers', 'magic']) {
      const refused = await grantPermissions(
        { ...asked, permissions: ['storage@16', more] },
        bench.ports
      )
      assert.isFalse(refused.ok)
    }
    assert.notInclude(await active(asked), 'storage@16', 'all or none')
    assert.lengthOf(
      (await auditOf(asked.manifest.id)).filter(({ action }) => action === 'grant.refused'),
      4
    )
  })

  test('a manifest that asks for what its kind never gets is granted nothing of it', async ({
    assert,
  }) => {
    const asked = request({}, { id: 'orders:place', reason: 'x' })
    const refused = await grantPermissions(asked, bench.ports)
    assert.isFalse(refused.ok)
    if (!refused.ok) assert.equal(refused.failure.code, 'not_asked_for')
    assert.deepEqual(await active(asked), [])
  })

  test('{$self} cannot grant anything anywhere')
    .with(['token:panel', 'plugin:watcher'])
    .run(async ({ assert }, actor) => {
      const asked = request({ actor, permissions: ['storage@64'] })
      const refused = await grantPermissions(asked, bench.ports)
      assert.isFalse(refused.ok)
      if (!refused.ok) assert.equal(refused.failure.code, 'actor_refused')
      assert.deepEqual(await active(asked), [])
      assert.deepInclude((await auditOf(asked.manifest.id))[0], { actor, action: 'grant.refused' })
    })

  test('signals in live are confirmed by typing, in paper by a yes', async ({ assert }) => {
    const asked: GrantRequest = {
      ...request(),
      manifest: {
        id: 'momentum',
        kind: 'strategy',
        permissions: [{ id: 'orders:signal', reason: 'x' }],
      },
    }
    assert.isTrue((await grantPermissions(asked, bench.ports)).ok)
    const live = { ...asked, environment: 'live' as const }
    for (const confirmation of [undefined, '', 'live', 'yes', 'paper momentum', 'live momentum ']) {
      const refused = await grantPermissions(
        confirmation === undefined ? live : { ...live, confirmation },
        bench.ports
      )
      assert.isFalse(refused.ok)
      if (!refused.ok) {
        assert.equal(refused.failure.code, 'confirmation_needed')
        assert.match(refused.failure.message, /type "live momentum"/)
      }
    }
    assert.deepEqual(await active(live, 'live'), [])
    assert.isTrue(
      (await grantPermissions({ ...live, confirmation: 'live momentum' }, bench.ports)).ok
    )
    assert.deepEqual(await active(live, 'live'), ['orders:signal'])
  })

  test('what nobody signed is granted nothing in live', async ({ assert }) => {
    const asked = request({ level: 'unsigned-local' })
    assert.isTrue((await grantPermissions(asked, bench.ports)).ok)
    const live = {
      ...asked,
      environment: 'live' as const,
      confirmation: `live ${asked.manifest.id}`,
    }
    const refused = await grantPermissions(live, bench.ports)
    assert.isFalse(refused.ok)
    if (!refused.ok) assert.equal(refused.failure.code, 'unsigned_in_live')
  })

  test('the right to place orders is typed everywhere', async ({ assert }) => {
    const asked: GrantRequest = {
      ...request(),
      manifest: {
        id: 'carrier',
        kind: 'broker',
        permissions: [{ id: 'orders:place', reason: 'x' }],
      },
    }
    assert.isFalse((await grantPermissions(asked, bench.ports)).ok)
    assert.isTrue(
      (await grantPermissions({ ...asked, confirmation: 'paper carrier' }, bench.ports)).ok
    )
  })

  test('is taken back by name, by environment, or whole', async ({ assert }) => {
    const asked = request()
    const pluginId = asked.manifest.id
    await grantPermissions(asked, bench.ports)
    await grantPermissions({ ...asked, environment: 'example' }, bench.ports)
    const one = {
      pluginId,
      environment: 'paper' as const,
      permissions: ['storage'],
      actor: 'owner',
      reason: 'done',
    }
    const revoked = await revokePermissions(one, bench.ports)
    assert.isTrue(revoked.ok)
    assert.deepEqual(await active(asked), ['net:connect@api.example.com:443'])
    assert.lengthOf(await active(asked, 'example'), 2)
    await revokePermissions({ pluginId, actor: 'owner' }, bench.ports)
    assert.deepEqual([await active(asked), await active(asked, 'example')], [[], []])
    const history = await bench.ports.grants.history(pluginId)
    assert.lengthOf(history, 4)
    assert.isTrue(history.every(({ revokedBy }) => revokedBy === 'owner'))
    const [, , row] = await auditOf(pluginId)
    assert.deepEqual(row!.detail, {
      environment: 'paper',
      permissions: ['storage@64 in paper'],
      reason: 'done',
    })
  })

  test('what was taken back can be granted again', async ({ assert }) => {
    const asked = request()
    await grantPermissions(asked, bench.ports)
    await revokePermissions({ pluginId: asked.manifest.id, actor: 'owner' }, bench.ports)
    assert.isTrue((await grantPermissions(asked, bench.ports)).ok)
    assert.lengthOf(await active(asked), 2)
  })

  test('an update keeps what its manifest still covers', async ({ assert }) => {
    const asked = request()
    await grantPermissions(asked, bench.ports)
    const old = await bench.ports.grants.history(asked.manifest.id)
    const kept = (...ids: string[]) =>
      carriedGrants(old, { permissions: ids.map((id) => ({ id, reason: 'x' })) }).map(permissionId)
    assert.deepEqual(kept('storage@128'), ['storage@64'])
    assert.deepEqual(kept('storage@32'), [])
    assert.deepEqual(kept('net:connect@*.example.com'), ['net:connect@api.example.com:443'])
    assert.deepEqual(kept(), [])
  })

  test('is asked for in plain words, most dangerous first', ({ assert }) => {
    const { manifest } = request(
      {},
      { id: 'secrets:key', reason: 'logs in\u202e' },
      { id: 'log', reason: 'tells' }
    )
    const lines = consentLines(manifest, [])
    assert.deepEqual(
      lines.map(({ id, consent, isOptional, isGranted }) => [id, consent, isOptional, isGranted]),
      [
        ['secrets:key', 'dangerous', false, false],
        ['net:connect@api.example.com', 'sensitive', true, false],
        ['storage@64', 'normal', false, false],
        ['log', 'implicit', false, true],
      ]
    )
    assert.equal(lines[0]!.reason, 'logs in\\u202e')
    assert.equal(lines[1]!.words, 'may connect to api.example.com on port 443')
  })
})
