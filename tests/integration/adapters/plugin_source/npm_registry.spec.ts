import { test } from '@japa/runner'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create } from 'tar'
import { NpmSource } from '#adapters/plugin_source/npm_source.js'
import { integrityOf } from '#adapters/plugin_source/integrity.js'
import { LoopbackRegistry } from '#tests/support/registry.js'

test.group('npm registry', (group) => {
  let registry!: LoopbackRegistry
  let folder = ''
  let npm!: NpmSource

  group.setup(async () => {
    registry = await LoopbackRegistry.start()
    return () => registry.stop()
  })

  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'aq-npm-'))
    npm = new NpmSource({ registry: registry.address })
    return () => rmSync(folder, { recursive: true, force: true })
  })

  /** An archive as `npm pack` makes it. */
  async function archiveOf(files: Record<string, string>): Promise<Buffer> {
    mkdirSync(join(folder, 'package'), { recursive: true })
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, 'package', name), text)
    }
    await create({ cwd: folder, gzip: true, file: join(folder, 'a.tgz') }, ['package'])
    return readFileSync(join(folder, 'a.tgz'))
  }

  async function got(spec: string) {
    const resolved = await npm.resolve({ type: 'npm', spec })
    if (!resolved.ok) throw new Error(resolved.failure.message)
    const { source } = resolved.value
    if (source.type !== 'npm') throw new Error('another source')
    return { resolved: resolved.value, fetched: await npm.fetch({ ...resolved.value, source }) }
  }

  test('resolves the latest version and gets exactly its bytes', async ({ assert }) => {
    const old = await archiveOf({ 'package.json': '{"version":"1.0.0"}' })
    const now = await archiveOf({ 'package.json': '{"version":"1.1.0"}' })
    await registry.publish('aq-plugin-latest', '1.0.0', old)
    await registry.publish('aq-plugin-latest', '1.1.0', now)
    const { resolved, fetched } = await got('aq-plugin-latest')
    assert.deepInclude(resolved, { id: 'latest', version: '1.1.0', integrity: integrityOf(now) })
    assert.isTrue(fetched.ok && Buffer.from(fetched.value).equals(now))
  })

  test('takes a version, a tag and a scope by name', async ({ assert }) => {
    const archive = await archiveOf({ 'package.json': '{}' })
    await registry.publish('@quants/aq-plugin-scoped', '2.0.0', archive)
    await registry.publish('@quants/aq-plugin-scoped', '3.0.0-beta.1', archive, { tag: 'beta' })
    assert.equal((await got('@quants/aq-plugin-scoped')).resolved.version, '2.0.0')
    assert.equal((await got('@quants/aq-plugin-scoped@beta')).resolved.version, '3.0.0-beta.1')
    const { resolved, fetched } = await got('@quants/aq-plugin-scoped@2.0.0')
    assert.deepInclude(resolved, { id: 'scoped', version: '2.0.0' })
    assert.isTrue(fetched.ok)
  })

  test('runs no script of a package', async ({ assert }) => {
    const proof = join(folder, 'ran')
    const scripts = Object.fromEntries(
      ['preinstall', 'install', 'postinstall', 'prepare', 'prepack', 'preprepare'].map((name) => [
        name,
        `node -e "require('fs').writeFileSync('${proof}', '')"`,
      ])
    )
    const archive = await archiveOf({ 'package.json': JSON.stringify({ scripts }) })
    await registry.publish('aq-plugin-scripts', '1.0.0', archive, { manifest: { scripts } })
    assert.isTrue((await got('aq-plugin-scripts')).fetched.ok)
    assert.isFalse(existsSync(proof))
  })

  test('says that a package, a version or a tag is not there', async ({ assert }) => {
    const archive = await archiveOf({ 'package.json': '{}' })
    await registry.publish('aq-plugin-here', '1.0.0', archive)
    for (const spec of [
      'aq-plugin-nowhere',
      'aq-plugin-here@9.9.9',
      'aq-plugin-here@beta',
      'aq-plugin-here@constructor',
    ]) {
      const resolved = await npm.resolve({ type: 'npm', spec })
      assert.isFalse(resolved.ok, spec)
      if (!resolved.ok) assert.equal(resolved.failure.code, 'not_found', resolved.failure.message)
    }
  })

  test('says that no registry answers', async ({ assert }) => {
    const away = new NpmSource({ registry: 'http://127.0.0.1:1/' })
    const resolved = await away.resolve({ type: 'npm', spec: 'aq-plugin-here' })
    assert.isFalse(resolved.ok)
    if (resolved.ok) return
    assert.equal(resolved.failure.code, 'unreachable')
    assert.match(
      resolved.failure.message,
      /^http:\/\/127\.0\.0\.1:1\/aq-plugin-here cannot be reached/
    )
  })
})
