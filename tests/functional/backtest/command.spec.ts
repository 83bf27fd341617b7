import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { openWave, type WaveBench } from './wave_bench.js'

test.group('node ace backtest', (group) => {
  let bench: WaveBench['bench']
  let run: WaveBench['run']
  group.each.timeout(120_000)
  group.setup(async () => {
    ;({ bench, run } = await openWave(60))
    return () => bench.close()
  })

  const wave = ['momentum', '--symbols', 'US.WAVE', '--param', 'fast=3', '--param', 'slow=8']

  test('runs, stores, lists, writes its files and repeats to the last digit', async ({
    assert,
  }) => {
    const folder = join(bench.folder, 'out')
    const report = join(folder, 'report.html')
    const done = await run(
      'backtest',
      ...wave,
      '--memory',
      '64',
      '--json',
      '--csv',
      folder,
      '--report',
      report
    )
    assert.equal(done.code, 0, done.stderr)
    const result = JSON.parse(done.stdout)
    assert.isAbove(result.fills.length, 1)
    assert.lengthOf(result.equity, 60)
    const fills = readFileSync(join(folder, 'fills.csv'), 'utf8').trim().split('\n')
    assert.lengthOf(fills, result.fills.length + 1)
    assert.include(readFileSync(report, 'utf8'), result.runId)
    const listed = JSON.parse((await run('backtest:list', '--json')).stdout)
    assert.deepEqual(
      listed.runs.map((one: { id: string }) => one.id),
      [result.runId]
    )
    const again = JSON.parse((await run('backtest:show', result.runId, '--again', '--json')).stdout)
    assert.containSubset(again, { ok: true, isSame: true, repeatedHash: result.orderListHash })
  })

  test('risk rules and agents take part, are stored and repeat', async ({ assert }) => {
    const cast = [
      ...[
        '--rule',
        'sector_cap',
        '--rule-param',
        'sectorFractionMax=0.5',
        '--rule',
        'trading_hours',
      ],
      ...['--agent', 'volatility_bias', '--agent-param', 'targetVolatility=0.1'],
    ]
    const folder = join(bench.folder, 'counsel')
    const refused = await run('backtest', ...wave, ...cast)
    assert.equal(refused.code, 2)
    assert.include(refused.stderr, 'say for which plugin, sector_cap.sectorFractionMax=0.5')
    cast[3] = 'sector_cap.sectorFractionMax=0.5'
    const report = join(bench.folder, 'counsel.html')
    const files = ['--csv', folder, '--report', report]
    const done = await run('backtest', ...wave, ...cast, '--json', ...files)
    assert.equal(done.code, 0, done.stderr)
    const result = JSON.parse(done.stdout)
    const page = readFileSync(report, 'utf8')
    assert.include(page, 'sector_cap 1.0.0, risk rule')
    assert.match(page, /volatility_bias 1\.0\.0, agent/)
    const [cap] = result.rules
    assert.equal(cap.id, 'sector_cap')
    assert.isAbove(cap.reduced, 0)
    assert.isAbove(result.agents[0].biasChanges.length, 0)
    const shown = await run('backtest:show', result.runId)
    assert.match(shown.stdout, /sector_cap \(risk rule\): asked about \d+ orders?: /)
    assert.match(shown.stdout, /volatility_bias \(agent\): changed the risk bias/)
    assert.include(shown.stdout, '--rule sector_cap --rule trading_hours')
    const biases = readFileSync(join(folder, 'bias.csv'), 'utf8').trim().split('\n')
    assert.lengthOf(biases, result.agents[0].biasChanges.length + 1)
    const again = JSON.parse((await run('backtest:show', result.runId, '--again', '--json')).stdout)
    assert.isTrue(again.isSame)
    const alone = JSON.parse((await run('backtest', ...wave, '--json')).stdout)
    assert.notEqual(alone.orderListHash, result.orderListHash)
  })

  test('a failing strategy names its line, ends with 1 and leaves nothing behind', async ({
    assert,
  }) => {
    const folder = join(bench.folder, 'falls_over')
    mkdirSync(join(folder, 'src'), { recursive: true })
    writeFileSync(
      join(folder, 'aq-plugin.json'),
      readFileSync('benchmarks/strategies/sma_cross/aq-plugin.json', 'utf8').replace(
        'sma_cross',
        'falls_over'
      )
    )
    writeFileSync(
      join(folder, 'src/index.ts'),
      `import { defineStrategy } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }
export default defineStrategy(manifest, () => ({
  onBar() {
    throw new Error('no more')
  },
}))
`
    )
    const before = (await run('backtest:list', '--json')).stdout
    const done = await run('backtest', folder, '--symbols', 'US.WAVE')
    assert.equal(done.code, 1)
    assert.match(done.stderr, /falls_over: onBar threw .*: no more \(src\/index\.ts:5:11\)/)
    assert.equal((await run('backtest:list', '--json')).stdout, before)
  })

  test('what cannot be run is refused with code 2: {words}')
    .with([
      { words: ['momentun', '--symbols', 'US.WAVE'], message: /did you mean momentum\?/ },
      { words: ['momentum', '--symbols', 'US.WAVES'], message: /did you mean US\.WAVE\?/ },
      { words: [...wave, '--from', '2030-01-01'], message: /they cover 2024-01-01 to 2024-02-29/ },
      { words: [...wave, '--param', 'stopLoss=9'], message: /stopLoss must be a number/ },
      { words: [...wave, '--limits', 'nowhere.json'], message: /nowhere\.json does not exist/ },
      {
        words: [...wave, '--benchmark', 'US.SPX'],
        message: /benchmark: there are no bars of US\.SPX/,
      },
      { words: [...wave, '--commission', 'futu-hk'], message: /HKD/ },
    ])
    .run(async ({ assert }, { words, message }) => {
      const done = await run('backtest', ...words)
      assert.equal(done.code, 2, done.stderr)
      assert.match(done.stderr, message)
    })
})
