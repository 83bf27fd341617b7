import { test } from '@japa/runner'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { integrityOf } from '#adapters/plugin_source/integrity.js'
import { type PluginSourceParts, PluginSourceSet } from '#adapters/plugin_source/plugin_sources.js'
import { err, ok } from '#kernel/values/result.js'
import type { ResolvedPackage } from '#ports/plugin_source.js'
import { SmallServer } from '#tests/support/small_server.js'

test.group('sources of plugins', (group) => {
  let folder = ''

  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'aq-source-'))
    return () => rmSync(folder, { recursive: true, force: true })
  })

  const refreshed: string[] = []
  const sources = (over: Partial<PluginSourceParts> = {}) =>
    new PluginSourceSet({
      npm: {},
      buildFolder: async (path) => err({ message: `${path} has no manifest` }),
      refreshIndexes: async () => void refreshed.push('asked'),
      findIndexed: async (id) => err({ code: 'not_found', message: `no ${id}` }),
      ...over,
    })

  function archive(bytes: Uint8Array, name = 'a.tgz') {
    writeFileSync(join(folder, name), bytes)
    return { type: 'tarball', path: join(folder, name) } as const
  }

  test('an archive is pinned when it is resolved', async ({ assert }) => {
    const source = archive(Buffer.from('first'))
    const resolved = await sources().resolve(source)
    if (!resolved.ok) throw new Error(resolved.failure.message)
    assert.deepEqual(resolved.value, {
      source,
      id: null,
      version: null,
      resolved: source.path,
      integrity: integrityOf(Buffer.from('first')),
      keyId: null,
      vouched: null,
    })
    const fetched = await sources().fetch(resolved.value)
    assert.deepEqual(fetched, ok({ type: 'archive', bytes: Buffer.from('first') }))
    archive(Buffer.from('other'))
    const other = await sources().fetch(resolved.value)
    assert.equal(other.ok ? '' : other.failure.code, 'integrity_mismatch')
    assert.deepEqual(refreshed.splice(0), ['asked'])
  })

  test('an archive that is not there, too large or no file', async ({ assert }) => {
    const gone = await sources().resolve({ type: 'tarball', path: join(folder, 'gone.tgz') })
    assert.deepInclude(gone.ok ? {} : gone.failure, { code: 'not_found' })
    const large = await sources().resolve(archive(Buffer.alloc(5 * 2 ** 20 + 1)))
    assert.deepInclude(large.ok ? {} : large.failure, { code: 'too_large' })
    assert.isTrue((await sources().resolve(archive(Buffer.alloc(5 * 2 ** 20)))).ok)
    mkdirSync(join(folder, 'dir.tgz'))
    const dir = await sources().resolve({ type: 'tarball', path: join(folder, 'dir.tgz') })
    assert.match(dir.ok ? '' : dir.failure.message, /dir\.tgz is not a file$/)
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe.tgz')])
    const pipe = await sources().resolve({ type: 'tarball', path: join(folder, 'pipe.tgz') })
    assert.match(pipe.ok ? '' : pipe.failure.message, /pipe\.tgz is not a file$/)
    const below = await sources().resolve({ type: 'tarball', path: join(folder, 'gone.tgz', 'x') })
    assert.deepInclude(below.ok ? {} : below.failure, { code: 'not_found' })
  })

  test('a folder is built when it is fetched', async ({ assert }) => {
    const resolved = await sources().resolve({ type: 'folder', path: folder })
    if (!resolved.ok) throw new Error(resolved.failure.message)
    assert.isNull(resolved.value.integrity)
    const files = new Map([['README.md', Buffer.from('x')]] as const)
    const built = await sources({ buildFolder: async () => ok(files) }).fetch(resolved.value)
    assert.deepEqual(built, ok({ type: 'files', files }))
    const failed = await sources().fetch(resolved.value)
    assert.deepEqual(failed, err({ code: 'build_failed', message: `${folder} has no manifest` }))
  })

  test('a plugin of an index comes from where the index says, or not at all', async ({
    assert,
  }) => {
    const bytes = Buffer.from('indexed')
    const server = await SmallServer.start((request, response) => {
      if (request.url === '/moved.tgz') response.writeHead(301, { location: '/a.tgz' }).end()
      else response.end(request.url === '/a.tgz' ? bytes : 'evil')
    })
    const found = (resolved: string): ResolvedPackage => ({
      source: { type: 'index', id: 'momentum' },
      id: 'momentum',
      version: '1.0.0',
      resolved,
      integrity: integrityOf(bytes),
      keyId: '0'.repeat(16),
      vouched: null,
    })
    try {
      assert.isTrue((await sources().fetch(found(`${server.address}a.tgz`))).ok)
      assert.isTrue((await sources().fetch(found(archive(bytes).path))).ok)
      for (const [place, code] of [
        [`${server.address}evil.tgz`, 'integrity_mismatch'],
        [`${server.address}moved.tgz`, 'unreachable'],
        [archive(Buffer.from('evil'), 'b.tgz').path, 'integrity_mismatch'],
        [join(folder, 'gone.tgz'), 'not_found'],
      ] as const) {
        const fetched = await sources().fetch(found(place))
        assert.equal(fetched.ok ? '' : fetched.failure.code, code, place)
      }
    } finally {
      await server.stop()
    }
    const nowhere = await sources().resolve({ type: 'index', id: 'momentum' })
    assert.deepEqual(nowhere, err({ code: 'not_found', message: 'no momentum' }))
  })
})
