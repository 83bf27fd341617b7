import { test } from '@japa/runner'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import { becomeOwner, type ApiCaller } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { packageFiles, type PackageTerms } from '#tests/support/plugin_bench.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer } from '#tests/support/process.js'
import { SmallServer } from '#tests/support/small_server.js'
import { DAY, publish as publishIndex, sampleIndex } from '#tests/support/sample_index.js'
import { LoopbackRegistry } from '#tests/support/registry.js'

const PASSWORD = 'correct horse battery'
const NAME = 'aq-plugin-trend_rider'
const acme = generateKey()
const PERMISSIONS = ['market-data:read', 'orders:signal']

interface Consent {
  readonly consentTo: string
  readonly permissions: readonly { readonly id: string; readonly isTyped: boolean }[]
}

test.group('plugins through the API', (group) => {
  const folder = new DataFolder()
  let registry: LoopbackRegistry
  let person: ApiCaller
  group.tap((one) => one.timeout(180_000))
  group.setup(async () => {
    registry = await LoopbackRegistry.start()
    const env = { ...folder.environment, AQ_NPM_REGISTRY: registry.address }
    const server = await startServer(env)
    person = await becomeOwner(server, { name: 'Olga', password: PASSWORD })
    return async () => {
      process.kill(server.pid, 'SIGTERM')
      await server.ended
      await registry.stop()
      folder.remove()
    }
  })

  const publish = async (terms: PackageTerms & { version: string }) => {
    const archive = await tarPackageArchive.pack(packageFiles({ key: acme, ...terms }))
    await registry.publish(NAME, terms.version, archive)
  }
  const install = (body: object) => person.call('POST', '/plugins', { source: NAME, ...body })
  const act = async (what: string, body: object = {}, method = 'POST') => {
    const answer = await person.call(method, `/plugins/trend_rider${what}`, body)
    return { ...answer, outcome: answer.body.outcome as Record<string, unknown> }
  }
  const installed = async () =>
    (await person.get('/plugins/trend_rider')).body.installed as Record<string, unknown>

  test('a stranger is trusted, consent is to what was shown, and nothing else', async ({
    assert,
  }) => {
    await publish({ version: '1.0.0', permissions: PERMISSIONS })
    const unknown = await install({})
    assert.deepEqual([unknown.status, unknown.body.code], [409, 'key_unknown'])
    const { keyId: trustKeyId } = unknown.body.key as { keyId: string }
    assert.equal(trustKeyId, acme.keyId)
    const asked = await install({ trustKeyId })
    assert.deepEqual([asked.status, asked.body.code], [409, 'consent_needed'])
    const { consentTo, permissions } = asked.body.consent as Consent
    assert.deepEqual(
      permissions.map(({ id }) => id),
      PERMISSIONS
    )
    for (const wrong of [
      { grant: PERMISSIONS },
      { grant: PERMISSIONS, consentTo: '0'.repeat(64) },
    ]) {
      assert.equal((await install({ trustKeyId, ...wrong })).body.code, 'consent_needed')
    }
    const little = await install({ trustKeyId, consentTo, grant: PERMISSIONS.slice(1) })
    assert.equal(little.body.code, 'permission_required')

    // Another package under the same name is another question.
    await publish({ version: '1.0.1', permissions: [...PERMISSIONS, 'log'] })
    const other = await install({ trustKeyId, consentTo, grant: PERMISSIONS })
    assert.equal(other.body.code, 'consent_needed')
    const first = await install({
      source: `${NAME}@1.0.0`,
      ...{ trustKeyId, consentTo, grant: PERMISSIONS },
    })
    assert.equal(first.status, 201, JSON.stringify(first.body))
    assert.deepInclude(await installed(), { activeVersion: '1.0.0', state: 'enabled' })
  })

  test('an update that asks for more waits; it is accepted as it was read, and goes back', async ({
    assert,
  }) => {
    const { items } = (await person.get('/plugins/updates')).body as { items: object[] }
    assert.deepInclude(items[0]!, { id: 'trend_rider', newest: '1.0.1', isNewer: true })
    const updated = await act('/update')
    assert.equal(updated.status, 200, JSON.stringify(updated.body))
    assert.deepInclude(updated.outcome, { result: 'staged', waitsFor: ['log'] })
    assert.deepInclude(await installed(), { activeVersion: '1.0.0', stagedVersion: '1.0.1' })
    const { waiting } = (await installed()) as { waiting: Record<string, unknown> }
    const changes = waiting.permissions as { id: string; change: string }[]
    assert.deepEqual(
      changes.map(({ id, change }) => `${change} ${id}`),
      ['added log', ...PERMISSIONS.map((id) => `unchanged ${id}`)]
    )
    const grant = [...PERMISSIONS, 'log']
    const stale = await act('/accept', { version: '1.0.2', grant })
    assert.equal(stale.body.code, 'nothing_staged')
    const accepted = await act('/accept', { version: '1.0.1', grant })
    assert.equal(accepted.status, 200, JSON.stringify(accepted.body))
    assert.equal((await act('/rollback')).outcome.version, '1.0.0')
    assert.equal((await act('/rollback', { to: '7.0.0' })).status, 409)
  })

  test('permissions are granted and taken back, environment by environment', async ({ assert }) => {
    const paper = { environment: 'paper', permissions: PERMISSIONS }
    const granted = await act('/grants', paper)
    assert.equal(granted.status, 200, JSON.stringify(granted.body))
    assert.sameMembers(granted.body.granted as string[], PERMISSIONS)
    const beyond = await act('/grants', { ...paper, permissions: ['storage'] })
    assert.deepEqual([beyond.status, beyond.body.code], [409, 'not_asked_for'])
    const { grants, permissions } = (await installed()) as {
      grants: { environment: string }[]
      permissions: { id: string; typedIn: string[] }[]
    }
    assert.lengthOf(
      grants.filter(({ environment }) => environment === 'paper'),
      2
    )
    assert.deepEqual(permissions.find(({ id }) => id === 'orders:signal')!.typedIn, ['live'])
    const live = await act('/grants', { ...paper, environment: 'live' })
    assert.equal(live.body.code, 'confirmation_needed')
    const revoked = await act('/grants', { environment: 'paper' }, 'DELETE')
    assert.lengthOf(revoked.body.revoked as [], 2)
  })

  test('a key is forgotten when nothing needs it, and trusted again by a person', async ({
    assert,
  }) => {
    const keys = async () => (await person.get('/publisher-keys')).body.items as object[]
    assert.deepInclude((await keys())[0]!, { keyId: acme.keyId, signed: ['trend_rider'] })
    const one = `/publisher-keys/${acme.keyId}`
    assert.equal((await person.call('DELETE', one)).body.code, 'key_in_use')
    assert.equal((await person.call('DELETE', '/publisher-keys/nobody')).status, 404)
    assert.equal((await person.call('POST', `${one}/trust`)).body.code, 'unchanged')
  })

  test('a README is text, however long; incidents are told', async ({ assert }) => {
    const source = await person.get('/plugins/momentum/source')
    assert.include(source.body, { file: 'src/index.ts', isCut: false })
    assert.match(String(source.body.text), /^import /m)
    const script = await person.get('/plugins/trend_rider/source')
    assert.include(script.body, { file: 'dist/plugin.js', isCut: false })
    assert.isAbove(Number(script.body.size), 0)
    assert.equal((await person.get('/plugins/nobody/source')).status, 404)
    const readme = await person.get('/plugins/momentum/readme')
    assert.match(String(readme.body.text), /^# /)
    assert.deepEqual((await person.get('/plugins/trend_rider/readme')).body, {
      text: null,
      isCut: false,
    })
    assert.equal((await person.get('/plugins/nobody/readme')).status, 404)
    assert.deepEqual((await person.get('/plugins/trend_rider/incidents')).body, { items: [] })
  })

  test('a secret goes in and never comes out', async ({ assert }) => {
    const value = 'sk-very-long-secret-1'
    const wish = { name: 'api_key', value, hosts: ['api.example.com'] }
    const set = await person.call('POST', '/plugin-secrets', wish)
    assert.equal(set.status, 201, JSON.stringify(set.body))
    const listed = await person.get('/plugin-secrets')
    assert.notInclude(JSON.stringify([set.body, listed.body]), value)
    assert.deepInclude((listed.body.items as object[])[0]!, {
      name: 'api_key',
      hosts: ['api.example.com:443'],
    })
    for (const [wrong, field] of [
      [{ ...wish, name: 'No Name' }, 'name'],
      [{ ...wish, value: 'short' }, 'value'],
      [{ ...wish, hosts: ['*.example.com'] }, 'hosts'],
      [{ ...wish, hosts: [] }, 'hosts'],
    ] as const) {
      const answer = await person.call('POST', '/plugin-secrets', wrong)
      assert.equal(answer.status, 422, JSON.stringify(answer.body))
      assert.include((answer.body.fields as { field: string }[])[0]!.field, field)
    }
    assert.equal((await person.call('DELETE', '/plugin-secrets/api_key')).status, 200)
    assert.equal((await person.call('DELETE', '/plugin-secrets/api_key')).status, 404)
  })

  test('a registry is followed by who confirms its key, and left again', async ({ assert }) => {
    const [keeper, other] = [generateKey(), generateKey()]
    const now = Date.now()
    const index = sampleIndex({
      issuedAtMs: now - 1000,
      expiresAtMs: now + DAY,
      keys: [],
      plugins: [],
    })
    const { index: bytes, signature } = publishIndex(index, keeper)
    const server = await SmallServer.start((request, answer) => {
      answer.end(request.url?.endsWith('.sig') ? signature : bytes)
    })
    const url = server.address.slice(0, -1)
    try {
      const asked = await person.call('POST', '/registries', { url })
      assert.deepEqual([asked.status, asked.body.code], [409, 'key_unknown'])
      assert.deepInclude(asked.body.key, { keyId: keeper.keyId, name: 'Sample registry' })
      const wrong = await person.call('POST', '/registries', { url, keyId: other.keyId })
      assert.equal(wrong.status, 409)
      for (const place of ['./plugins', '/etc', 'file:///etc', `${url}/x?y`]) {
        assert.equal((await person.call('POST', '/registries', { url: place })).status, 422, place)
      }
      const followed = await person.call('POST', '/registries', { url, keyId: keeper.keyId })
      assert.equal(followed.status, 201, JSON.stringify(followed.body))
      const { items } = (await person.get('/registries')).body as { items: { url: string }[] }
      assert.deepInclude(items[0]!, { name: 'Sample registry', isExpired: false, plugins: 0 })
      assert.equal((await person.call('POST', '/registries/refresh')).status, 200)
      const left = await person.call('DELETE', '/registries', { url: items[0]!.url })
      assert.equal(left.status, 200, JSON.stringify(left.body))
      assert.equal((await person.call('DELETE', '/registries', { url })).status, 404)
    } finally {
      await server.stop()
    }
  })

  test('a plugin is disabled, enabled and removed, and the audit log says from where', async ({
    assert,
  }) => {
    assert.equal((await act('/disable')).outcome.state, 'disabled')
    assert.equal((await act('/enable')).outcome.state, 'enabled')
    const { installed: all } = (await person.get('/plugins')).body as { installed: object[] }
    assert.lengthOf(all, 1)
    assert.equal((await act('', { purge: true }, 'DELETE')).status, 200)
    assert.equal((await act('', {}, 'DELETE')).status, 404)
    assert.equal((await person.get('/plugins/trend_rider')).status, 404)
    const { entries } = (await person.get('/audit?subject=plugin:trend_rider&limit=100')).body as {
      entries: { action: string; detail: Record<string, unknown> }[]
    }
    const asked = entries.filter(({ action }) => action === 'plugin.asked')
    assert.includeMembers(
      asked.map(({ detail }) => detail.what),
      ['update', 'accept', 'rollback', 'grant', 'revoke', 'disable', 'enable', 'remove']
    )
    assert.isTrue(asked.every(({ detail }) => typeof detail.from === 'string'))
    assert.include(
      entries.map(({ action }) => action),
      'plugin.removed'
    )
    assert.equal((await ace(['audit:verify'], folder.environment)).code, 0)
  })

  test('nothing is installed from this machine or an address: {$self}')
    .with(['./plugins', '/etc', '../x.tgz', 'x.tgz', 'https://example.com/x', 'npm:../../etc'])
    .run(async ({ assert }, source) => {
      assert.oneOf((await install({ source })).status, [409, 422])
      const { installed: all } = (await person.get('/plugins')).body as { installed: object[] }
      assert.isEmpty(all)
    })

  test('shipped plugins are shown; a search says what is followed', async ({ assert }) => {
    const shown = await person.get('/plugins/momentum')
    assert.equal((shown.body.shipped as Record<string, unknown>).id, 'momentum')
    const found = await person.get('/plugins/search?text=rider')
    assert.deepEqual(found.body.items, [])
  })

  test('scripts in what a stranger wrote come as data that no browser runs', async ({ assert }) => {
    const evil = `<script>alert(1)</script><svg onload="alert(2)">`
    const id = 'loud_rider'
    const name = `aq-plugin-${id}`
    const readme = `# Loud\n${evil}\n`
    const signed = packageFiles({ id, key: acme, permissions: PERMISSIONS, readme })
    await registry.publish(name, '1.0.0', await tarPackageArchive.pack(signed))
    const asked = await person.call('POST', '/plugins', { source: name })
    const { consentTo } = asked.body.consent as Consent
    const done = await person.call('POST', '/plugins', {
      source: name,
      consentTo,
      grant: PERMISSIONS,
    })
    assert.equal(done.status, 201, JSON.stringify(done.body))
    const shown = await person.get(`/plugins/${id}`)
    assert.include(JSON.stringify(shown.body.installed), 'alert(1)')
    assert.match(shown.headers.get('content-type') ?? '', /^application\/json/)
    assert.equal(shown.headers.get('x-content-type-options'), 'nosniff')
    assert.include(shown.headers.get('content-security-policy') ?? '', "default-src 'none'")
  })
})
