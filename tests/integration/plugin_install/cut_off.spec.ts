import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { removePlugin } from '#engine/plugin_install/remove_plugin.js'
import { resumeInstalls } from '#engine/plugin_install/resume_installs.js'
import { INSTALL_STATES } from '#ports/plugin_record_store.js'
import { PluginBench } from '../../support/plugin_bench.js'
import { ROOT } from '../../support/data_folder.js'
import { Running, startNode } from '../../support/process.js'

/** States from which a person has agreed: what is cut off there is finished, not undone. */
const FINISHED = new Set(['consented', 'stored', 'activated', 'done'])

test.group('plugin install: cut off', (group) => {
  let bench: PluginBench
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    bench = await PluginBench.open()
    return () => bench.close()
  })
  group.each.setup(() => bench.empty())

  const installer = (archive: string, stopAt: string, asked: object = {}) => [
    '--import=./bin/typescript.mjs',
    'tests/support/plugin_installer.ts',
    bench.dataDir,
    archive,
    stopAt,
    JSON.stringify(asked),
  ]
  const start = (archive: string, stopAt: string, asked: object = {}) =>
    startNode(installer(archive, stopAt, asked), bench.data.environment)

  for (const state of INSTALL_STATES) {
    const what = FINISHED.has(state) ? 'is finished' : 'is undone'
    test(`an install killed at ${state} ${what} by the next command`, async ({ assert }) => {
      const process = start(await bench.archive(), state)
      await process.says(new RegExp(`state ${state}\n`))
      process.child.kill('SIGKILL')
      await process.ended
      const ports = bench.ports()
      await resumeInstalls(ports)
      assert.deepEqual(await ports.records.unfinished(), [])
      assert.deepEqual(await ports.quarantine.list(), [])
      const plugin = await ports.records.plugin('trend_rider')
      assert.equal(plugin?.state, FINISHED.has(state) ? 'enabled' : undefined)
      assert.lengthOf(await ports.store.list(), FINISHED.has(state) ? 1 : 0)
      assert.deepEqual(await bench.differences(), [])
      const granted = (await ports.grants.active('trend_rider')).map((one) => one.capability)
      assert.deepEqual(granted, FINISHED.has(state) ? ['orders:signal'] : [])
    })
  }

  test('an update killed while it is stored is finished, and the old version can come back', async ({
    assert,
  }) => {
    await bench.install({})
    const process = start(await bench.archive({ version: '1.1.0' }), 'stored')
    await process.says(/state stored\n/)
    assert.equal((await bench.ports().records.plugin('trend_rider'))?.activeVersion, '1.0.0')
    process.child.kill('SIGKILL')
    await process.ended
    const [resumed] = await resumeInstalls(bench.ports())
    assert.equal(resumed?.result, 'finished')
    assert.equal((await bench.ports().records.plugin('trend_rider'))?.activeVersion, '1.1.0')
    assert.deepEqual(await bench.differences(), [])
  })

  test('of two installs at once the second is told who is at work', async ({ assert }) => {
    const first = start(await bench.archive(), 'verified')
    await first.says(/state verified\n/)
    const second = await bench.install({ version: '1.1.0' })
    if (second.ok) return assert.fail('it was installed')
    assert.equal(second.failure.code, 'busy')
    assert.match(second.failure.message, /installing, updating or removing trend_rider right now/)
    const gone = await removePlugin(
      { id: 'trend_rider', actor: 'cli', purge: false, forgetKey: false },
      bench.ports()
    )
    assert.equal(gone.ok ? '' : gone.failure.code, 'not_installed')
    // A change of another plugin is not in the way.
    assert.isTrue((await bench.install({ id: 'gap_hunter' })).ok)
    first.child.kill('SIGKILL')
    await first.ended
    assert.isTrue((await bench.install({ version: '1.1.0' })).ok)
    assert.deepEqual(await bench.differences(), [])
  })

  test('two processes that install the same at once both end well or say why not', async ({
    assert,
  }) => {
    const archive = await bench.archive()
    const both = [start(archive, 'none'), start(archive, 'none')]
    const ended = await Promise.all(both.map((one) => one.ended))
    const results = ended.map(({ stdout }) =>
      JSON.parse(stdout.trim().split('\n').at(-1) as string)
    )
    for (const result of results) {
      if (result.ok) assert.include(['installed', 'unchanged'], result.value.result)
      else assert.equal(result.failure.code, 'busy')
    }
    assert.isTrue(results.some((result) => result.ok && result.value.result === 'installed'))
    assert.deepEqual(await bench.differences(), [])
  })

  test('installs of different plugins at once are all in the lock file', async ({ assert }) => {
    const ids = ['trend_rider', 'gap_hunter', 'night_watch', 'pair_trader']
    const archives = await Promise.all(ids.map((id) => bench.archive({ id })))
    const ended = await Promise.all(archives.map((archive) => start(archive, 'none').ended))
    assert.deepEqual(
      ended.map(({ code }) => code),
      [0, 0, 0, 0]
    )
    const { plugins } = JSON.parse(readFileSync(bench.ports().places.lockFile, 'utf8'))
    assert.sameMembers(Object.keys(plugins), ids)
    assert.deepEqual(await bench.differences(), [])
  })

  test('an archive that was changed in quarantine is not installed', async ({ assert }) => {
    const process = start(await bench.archive(), 'consented')
    await process.says(/state consented\n/)
    process.child.kill('SIGKILL')
    await process.ended
    const ports = bench.ports()
    const [waiting] = await ports.quarantine.list()
    const other = await bench.archive({ mark: 'other' })
    await ports.quarantine.put(waiting!, readFileSync(other))
    const [resumed] = await resumeInstalls(ports)
    assert.equal(resumed?.result, 'cleaned_up')
    assert.match(resumed?.message ?? '', /no longer in quarantine as it was/)
    assert.deepEqual(await ports.records.plugins(), [])
    assert.deepEqual(await bench.differences(), [])
  })

  for (const [what, bytesMax] of [
    ['archive', 300],
    ['file of the package', 20_000],
  ] as const) {
    test(`a disk that takes no larger ${what} is told, and nothing is left`, async ({ assert }) => {
      // Compresses well: the archive is small, the script in it is not.
      const archive = await bench.archive({ mark: 'x'.repeat(60_000) })
      const child = spawn(
        'prlimit',
        [`--fsize=${bytesMax}`, process.execPath, ...installer(archive, 'none')],
        { cwd: ROOT, env: bench.data.environment, stdio: ['ignore', 'pipe', 'pipe'] }
      )
      const { stdout, stderr } = await new Running(child).ended
      const result = JSON.parse(stdout.trim().split('\n').at(-1) || stderr)
      assert.equal(result.failure?.code, 'disk_full')
      assert.match(result.failure?.message, /full|no room/)
      assert.deepEqual(await bench.ports().store.list(), [])
      assert.deepEqual(await bench.ports().quarantine.list(), [])
      assert.deepEqual(await bench.differences(), [])
    }).skip(spawnSync('prlimit', ['--version']).status !== 0, 'there is no prlimit here')
  }
})
