import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { openWave, type WaveBench } from './wave_bench.js'

test.group('node ace backtest with installed plugins', (group) => {
  let bench: WaveBench['bench']
  let run: WaveBench['run']
  let runSafely: WaveBench['runSafely']
  group.each.timeout(180_000)
  group.setup(async () => {
    ;({ bench, run, runSafely } = await openWave(80))
    return () => bench.close()
  })

  const options = ['--symbols', 'US.WAVE', '--json']

  /** Copies an example under another id, changed, and installs it. */
  async function install(example: string, id: string, change: (file: string) => void) {
    const folder = join(bench.folder, id)
    cpSync(join('plugins/examples', example, 'src'), join(folder, 'src'), { recursive: true })
    const manifest = readFileSync(join('plugins/examples', example, 'aq-plugin.json'), 'utf8')
    writeFileSync(join(folder, 'aq-plugin.json'), manifest.replace(`"${example}"`, `"${id}"`))
    change(folder)
    const done = await run('plugin:install', folder, '--yes')
    if (done.code !== 0) throw new Error(done.stderr)
  }

  test('uses them like shipped ones, within what they declare, and keeps their hash', async ({
    assert,
  }) => {
    await install('momentum', 'half_way', (folder) => {
      const path = join(folder, 'aq-plugin.json')
      const text = readFileSync(path, 'utf8')
      writeFileSync(
        path,
        text.replace('"leverageMax": 1', '"leverageMax": 1, "maxPositionPct": 50')
      )
    })
    await install('sector_cap', 'narrow_cap', () => {})
    const cast = ['--param', 'fast=3', '--param', 'slow=8', '--rule', 'narrow_cap']
    const limit = ['--rule-param', 'sectorFractionMax=5']
    const done = await run('backtest', 'half_way', ...cast, ...limit, ...options)
    assert.equal(done.code, 0, done.stderr)
    const result = JSON.parse(done.stdout)
    assert.match(result.strategies[0].contentHash, /^[0-9a-f]{64}$/)
    assert.match(result.rules[0].contentHash, /^[0-9a-f]{64}$/)
    assert.isAbove(result.rules[0].asked, 0)
    const buy = result.fills.find((one: { side: string }) => one.side === 'buy')
    assert.isAtMost(buy.quantity * buy.price, 52_000)
    assert.match(result.denials[0].reason, /half_way declares at most 50.0 % of equity/)
    const again = JSON.parse((await run('backtest:show', result.runId, '--again', '--json')).stdout)
    assert.isTrue(again.isSame)
    await run('plugin:revoke', 'narrow_cap', '--env', 'example', '--permission', 'positions:read')
    const revoked = await run('backtest', 'half_way', ...cast, ...options)
    assert.equal(revoked.code, 2)
    assert.deepEqual(JSON.parse(revoked.stdout).messages, [
      'narrow_cap was not granted positions:read in examples; plugin:grant narrow_cap --env example --required gives it.',
    ])
    await run('plugin:grant', 'narrow_cap', '--env', 'example', '--required')
    assert.equal((await run('backtest', 'half_way', ...cast, ...options)).code, 0)
    const safely = await runSafely('backtest', 'half_way', ...options)
    assert.equal(safely.code, 2)
    assert.match(JSON.parse(safely.stdout).messages[0], /AQ_SAFE_MODE is set/)
    await run('plugin:disable', 'half_way')
    const disabled = JSON.parse((await run('backtest', 'half_way', ...options)).stdout)
    assert.equal(disabled.type, 'plugin_unusable')
    assert.match(disabled.messages[0], /half_way is disabled; plugin:enable half_way/)
  })

  test('an installed strategy that throws names its source line', async ({ assert }) => {
    await install('momentum', 'falls_over', (folder) => {
      const path = join(folder, 'src/index.ts')
      const text = readFileSync(path, 'utf8')
      writeFileSync(
        path,
        text.replace(
          '      const trend =',
          `      if (close > 105) throw new Error('too high')\n      const trend =`
        )
      )
    })
    const done = await run('backtest', 'falls_over', '--symbols', 'US.WAVE')
    assert.equal(done.code, 1)
    assert.match(done.stderr, /falls_over: onBar threw .*: too high \(src\/index\.ts:25:\d+\)/)
  })

  test('a name that nobody has lists what is installed', async ({ assert }) => {
    const done = await run('backtest', 'half_wey', '--symbols', 'US.WAVE')
    assert.equal(done.code, 2)
    assert.match(done.stderr, /Installed: .*half_way.*did you mean half_way\?/)
  })
})
