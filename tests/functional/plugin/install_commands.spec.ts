import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import { ace } from '../../support/ace_lines.js'
import { DataFolder, ROOT } from '../../support/data_folder.js'
import { packageFiles, type PackageTerms } from '../../support/plugin_bench.js'
import { startNode } from '../../support/process.js'
import { LoopbackRegistry } from '../../support/registry.js'

const acme = generateKey()
const PERMISSIONS = ['market-data:read', 'orders:signal']

/** Sixty days that rise, fall and rise again. */
function prices(): string {
  const lines = ['date,open,high,low,close,volume']
  for (let day = 0; day < 60; day++) {
    const price = 100 + 10 * Math.sin(day / 6)
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)
    lines.push(`${date},${price},${price + 1},${price - 1},${price + 0.5},1000`)
  }
  return `${lines.join('\n')}\n`
}

test.group('node ace plugin:...', (group) => {
  let folder: string
  let data: DataFolder
  let registry: LoopbackRegistry
  group.tap((one) => one.timeout(180_000))
  group.setup(async () => {
    registry = await LoopbackRegistry.start()
    return () => registry.stop()
  })
  group.each.setup(async () => {
    data = new DataFolder()
    folder = data.path
    // Held open, so that not every command starts a server of its own.
    const database = await data.open()
    return async () => {
      await database.close()
      data.remove()
    }
  })

  const run = (line: string, env: NodeJS.ProcessEnv = {}) =>
    ace(line.split(' '), { ...data.environment, NODE_ENV: 'development', ...env })
  const json = async (line: string) => JSON.parse((await run(`${line} --json`)).stdout)
  const archive = (terms: PackageTerms) => tarPackageArchive.pack(packageFiles(terms))
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  test('an npm package from the first install to its removal', async ({ assert }) => {
    const name = 'aq-plugin-trend_rider'
    const terms = { key: acme, permissions: PERMISSIONS }
    await registry.publish(name, '1.0.0', await archive(terms))
    const from = `plugin:install ${name} --registry ${registry.address}`

    const asked = await run(`${from} --yes`)
    assert.equal(asked.code, 2)
    assert.match(asked.stderr, new RegExp(`--trust ${acme.keyId}`))
    const silent = await run(`${from} --trust ${acme.keyId}`)
    assert.equal(silent.code, 2)
    assert.match(silent.stderr, /--yes.*--grant/)
    const installed = await run(`${from} --trust ${acme.keyId} --yes`)
    assert.equal(installed.code, 0, installed.stderr)
    assert.match(installed.stdout, /trend_rider 1\.0\.0 \(strategy\) is installed and enabled/)

    const again = await json(`${from} --yes`)
    assert.equal(again.result, 'unchanged')
    const listed = await json('plugin:list')
    assert.equal(listed.installed[0].plugin.state, 'enabled')
    assert.include((await run('plugin:info trend_rider')).stdout, acme.keyId)

    await registry.publish(
      name,
      '1.1.0',
      await archive({ ...terms, version: '1.1.0', permissions: [...PERMISSIONS, 'log'] })
    )
    const dry = await run('plugin:update --all --dry-run')
    assert.include(dry.stdout, 'trend_rider 1.0.0 -> 1.1.0')
    const staged = await run('plugin:update trend_rider --yes')
    assert.equal(staged.code, 0, staged.stderr)
    assert.match(staged.stdout, /waits.*\n {2}\+ log\n/)
    assert.equal((await json('plugin:info trend_rider')).plugin.activeVersion, '1.0.0')
    const accepted = await run('plugin:update trend_rider --accept')
    assert.match(accepted.stdout, /trend_rider goes from 1\.0\.0 to 1\.1\.0/)
    const back = await run('plugin:rollback trend_rider')
    assert.match(back.stdout, /goes back from 1\.1\.0 to 1\.0\.0/)

    const other = generateKey()
    await registry.publish(name, '1.2.0', await archive({ ...terms, key: other, version: '1.2.0' }))
    const stolen = await run(`plugin:update trend_rider --accept`)
    assert.equal(stolen.code, 2)
    assert.include(stolen.stderr, acme.keyId)
    assert.include(stolen.stderr, other.keyId)

    const verified = await run('plugin:verify')
    assert.equal(verified.code, 0, verified.stderr)
    assert.equal((await run('plugin:audit --frozen')).code, 0)
    const lock = join(folder, 'aq-plugins.lock.json')
    const before = readFileSync(lock, 'utf8')
    writeFileSync(lock, before.replace('"1.0.0"', '"9.9.9"'))
    const frozen = await run('plugin:audit --frozen')
    assert.equal(frozen.code, 1)
    assert.include(frozen.stdout, '9.9.9')
    writeFileSync(lock, before)
    assert.equal((await run('plugin:disable trend_rider')).code, 0)
    assert.match((await run('plugin:remove trend_rider')).stdout, /removed.*audit log/)
    assert.equal((await run('plugin:remove trend_rider')).code, 2)
    const audited = await json('audit:list')
    assert.include(JSON.stringify(audited), 'plugin.removed')
    assert.equal((await run('audit:verify')).code, 0)
  })

  test('a folder is installed and used like a shipped strategy', async ({ assert }) => {
    const plugin = join(folder, 'wave_rider')
    mkdirSync(join(plugin, 'src'), { recursive: true })
    const shipped = join(ROOT, 'plugins/examples/momentum')
    const manifest = JSON.parse(readFileSync(join(shipped, 'aq-plugin.json'), 'utf8'))
    const own = { ...manifest, id: 'wave_rider', publisher: { id: 'acme', name: 'Acme' } }
    writeFileSync(join(plugin, 'aq-plugin.json'), JSON.stringify(own))
    writeFileSync(join(plugin, 'src/index.ts'), readFileSync(join(shipped, 'src/index.ts')))
    await run(`bars:import ${write('wave.csv', prices())} --symbol US.WAVE --timeframe 1d`)

    const installed = await run(`plugin:install ${plugin} --yes`)
    assert.equal(installed.code, 0, installed.stderr)
    const line = 'backtest wave_rider --symbols US.WAVE --param fast=3 --param slow=8 --json'
    const done = await run(line)
    assert.equal(done.code, 0, done.stderr)
    assert.isAbove(JSON.parse(done.stdout).fills.length, 1)
    const safe = await run(line, { AQ_SAFE_MODE: '1' })
    assert.equal(safe.code, 2)
    assert.include(safe.stdout, 'AQ_SAFE_MODE')
  })

  test('an index offers a plugin, vouches for it, and blocks it later', async ({ assert }) => {
    const packages = join(folder, 'packages')
    mkdirSync(packages)
    const terms = { key: acme, permissions: PERMISSIONS }
    writeFileSync(join(packages, 'trend_rider-1.0.0.tgz'), await archive(terms))
    const owner = generateKey()
    const keyFile = write('owner.pem', owner.privateKey)
    const sign = () => run(`registry:sign ${join(packages, 'index.json')} --key ${keyFile}`)
    assert.equal((await run(`registry:build ${packages} --name Ours`)).code, 0)
    assert.equal((await sign()).code, 0)
    const unknown = await run('plugin:install trend_rider --yes')
    assert.equal(unknown.code, 2)
    const followed = await run(`registry:add ${packages} --key ${owner.keyId}`)
    assert.equal(followed.code, 0, followed.stderr)
    const near = await run(`plugin:install ${join(packages, 'trend_rider-1.0.0.tgz')} --yes`)
    assert.match(near.stderr, /never seen/)
    const installed = await run(`plugin:install trend_rider --yes --trust ${acme.keyId}`)
    assert.equal(installed.code, 0, installed.stderr)

    const path = join(packages, 'index.json')
    const index = JSON.parse(readFileSync(path, 'utf8'))
    index.blocked = [
      {
        id: 'trend_rider',
        reason: 'It sends orders nobody asked for.',
        since: '2026-01-31T12:00:00Z',
      },
    ]
    writeFileSync(path, JSON.stringify(index))
    const signed = await sign()
    assert.equal(signed.code, 0, signed.stderr)
    assert.equal((await run('registry:refresh')).code, 0)
    const blocked = await run('backtest trend_rider --symbols US.WAVE')
    assert.equal(blocked.code, 2)
    assert.include(blocked.stderr, 'sends orders nobody asked for')
    assert.equal((await run('plugin:audit --frozen')).code, 1)
    const refused = await run('plugin:install trend_rider --yes')
    assert.equal(refused.code, 2)
  })

  test('what cannot be installed is told in one sentence, and nothing changes', async ({
    assert,
  }) => {
    const cut = (await archive({})).slice(0, 300)
    for (const [line, says] of [
      ['plugin:install ./nothing.tgz', /no archive/],
      ['plugin:install ./nowhere', /no folder/],
      ['plugin:install Trend!', /neither an id/],
      [`plugin:install ${write('cut.tgz', cut)} --yes`, /archive/],
      [`plugin:install aq-plugin-absent --registry ${registry.address} --yes`, /aq-plugin-absent/],
      ['plugin:rollback absent', /No plugin "absent" is installed/],
      ['plugin:update', /id of a plugin, or --all/],
      ['plugin:reset absent', /No plugin "absent"/],
    ] as const) {
      const refused = await run(line)
      assert.equal(refused.code, 2, `${line}: ${refused.stderr}`)
      assert.match(refused.stderr, says)
      assert.lengthOf(
        refused.stderr
          .trim()
          .split('\n')
          .filter((one) => !one.startsWith('Creating')),
        1
      )
    }
    assert.equal((await json('plugin:verify')).plugins, 0)
  })

  test('Ctrl+C while a registry keeps us waiting cancels at once', async ({ assert }) => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const words = ['ace.js', 'plugin:install', 'aq-plugin-trend_rider', '--yes']
    const waiting = startNode([...words, '--registry', `http://127.0.0.1:${port}`], {
      ...data.environment,
      NODE_ENV: 'development',
    })
    await once(silent, 'connection')
    waiting.child.kill('SIGINT')
    const { code, stderr } = await waiting.ended
    silent.close()
    assert.equal(code, 130)
    assert.equal(stderr.trim(), 'Cancelled; nothing was changed.')
    assert.isTrue((await json('plugin:verify')).ok)
  })
})
