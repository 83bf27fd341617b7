import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import {
  openMarketData,
  type MarketDataBench,
} from '../../integration/market_data/open_market_data.js'
import { childrenOf, gone } from '../../support/process_tree.js'
import { ace } from '../../support/ace_lines.js'
import { startNode, type Running } from '../../support/process.js'

/** Two hundred days that rise, fall and rise again. */
function prices(): string {
  const lines = ['date,open,high,low,close,volume']
  for (let day = 0; day < 200; day++) {
    const price = 100 + 10 * Math.sin(day / 20) + day / 20
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)
    lines.push(`${date},${price},${price + 1},${price - 1},${price + 0.5},1000`)
  }
  return `${lines.join('\n')}\n`
}

test.group('node ace plugin:dev', (group) => {
  let bench: MarketDataBench
  let env: NodeJS.ProcessEnv
  let folder = ''
  let source = ''
  let dev: Running | null = null
  group.each.timeout(120_000)
  group.setup(async () => {
    bench = await openMarketData()
    env = {
      ...process.env,
      NODE_ENV: 'development',
      DATABASE_URL: '',
      AQ_DATA_DIR: join(bench.folder, 'storage'),
    }
    const file = bench.write('prices.csv', prices())
    await ace(['bars:import', file, '--symbol', 'US.WAVE', '--timeframe', '1d'], env)
    return () => bench.close()
  })
  group.each.setup(async () => {
    folder = join(bench.folder, 'wave_rider')
    const made = await ace(['make:plugin', 'wave_rider', '--folder', bench.folder], env)
    if (made.code !== 0) throw new Error(made.stderr)
    source = join(folder, 'src/index.ts')
    return () => {
      dev?.child.kill('SIGKILL')
      dev = null
      rmSync(folder, { recursive: true, force: true })
    }
  })

  /** Does something and waits for what is said after it. */
  async function after(act: () => void, pattern: RegExp): Promise<string> {
    const running = dev as Running
    const from = running.stdout.length
    act()
    const until = Date.now() + 20_000
    for (;;) {
      const found = pattern.exec(running.stdout.slice(from))
      if (found) return running.stdout.slice(from)
      if (Date.now() > until || running.child.exitCode !== null) {
        throw new Error(`no ${pattern} in ${running.stdout.slice(from)} ${running.stderr}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  test('follows the author through changes, faults and renamed folders, and leaves nothing', async ({
    assert,
  }) => {
    dev = startNode(['ace.js', 'plugin:dev', folder], env)
    await dev.says(/wave_rider 0\.1\.0 ran over 200 bars of US\.WAVE/)
    const sound = readFileSync(source, 'utf8')

    const changed = await after(
      () => writeFileSync(source, sound.replace('0.95', '0.5')),
      /Final equity .*was/
    )
    assert.match(changed, /Total return +\S+ % +was \S+ % \(\S+ points\)/)

    const wrong = await after(
      () => writeFileSync(source, sound.replace('const isHeld', 'fetch("x"); const isHeld')),
      /fetch.*\n.*no network of their own/
    )
    assert.include(wrong, `src/index.ts:13:7: Cannot find name 'fetch'`)

    await after(() => writeFileSync(source, `${sound}\nconst x = (`), /index\.ts:\d+:\d+: Unexp/)
    await after(() => rmSync(source), /src\/index\.ts is missing/)
    await after(() => renameSync(folder, `${folder}_moved`), /is gone; it is watched/)
    await after(() => renameSync(`${folder}_moved`, folder), /src\/index\.ts is missing/)

    const back = await after(() => {
      // As an editor does that writes beside the file and renames it, several times at once.
      for (let save = 0; save < 10; save++) {
        writeFileSync(`${source}.tmp`, sound)
        renameSync(`${source}.tmp`, source)
      }
    }, /Final equity/)
    assert.lengthOf(back.match(/ran over/g) ?? [], 1)

    const fails = `${sound.replace('const isHeld', 'fail(); const isHeld')}
function fail(): void {
  throw new Error('on purpose')
}
`
    const thrown = await after(() => writeFileSync(source, fails), /broke off[\s\S]*on purpose/)
    assert.match(thrown, /\(src\/index\.ts:\d+:\d+\)/)

    const children = childrenOf(dev.pid)
    assert.isAbove(children.length, 0)
    dev.child.kill('SIGINT')
    assert.equal((await dev.ended).code, 130)
    assert.deepEqual(await gone(children), [])
  })

  test('with --once its exit code tells whether all is well', async ({ assert }) => {
    const good = await ace(['plugin:dev', folder, '--once'], env)
    assert.equal(good.code, 0, good.stderr)
    writeFileSync(source, 'export const nothing = require("fs")')
    const bad = await ace(['plugin:dev', folder, '--once'], env)
    assert.equal(bad.code, 1)
    assert.match(bad.stdout, /src\/index\.ts:1:\d+: /)
  })

  for (const kind of ['risk-rule', 'agent', 'broker'] as const) {
    test(`what was made as ${kind} is tried at once`, async ({ assert }) => {
      const id =
        kind === 'agent' ? 'night_watch' : kind === 'broker' ? 'line_talker' : 'small_bites'
      const made = await ace(['make:plugin', id, '--kind', kind, '--folder', bench.folder], env)
      assert.equal(made.code, 0, made.stderr)
      const tried = await ace(['plugin:dev', join(bench.folder, id), '--once'], env)
      assert.equal(tried.code, 0, tried.stdout)
      // A broker has no backtest: it is checked only.
      assert.match(tried.stdout, kind === 'broker' ? /is sound/ : /ran over 200 bars of US\.WAVE/)
    })
  }

  test('a folder that is not there, and bars that are not there, are said in a sentence', async ({
    assert,
  }) => {
    const nowhere = await ace(['plugin:dev', join(folder, 'no')], env)
    assert.equal(nowhere.code, 2)
    assert.match(nowhere.stderr, /^There is no folder /)
    const other = await ace(['plugin:dev', folder, '--once', '--timeframe', '1h'], env)
    assert.equal(other.code, 1)
    assert.match(other.stdout, /there are no bars of 1h to run over; import some/)
  })
})
