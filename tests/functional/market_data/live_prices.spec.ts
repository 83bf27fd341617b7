import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { MarketReport } from '#ports/market_board.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer, type Ended, type Running } from '#tests/support/process.js'

const DAYS = `date,open,high,low,close,volume
2024-07-02,10,11,9,10.5,100
2024-07-03,10.5,11,10,10.8,100
`

test.group('Live prices of a running server', (group) => {
  const folder = new DataFolder()
  let server: Running
  const say = (...words: string[]) => ace([...words, '--json'], folder.environment)
  const told = <T>({ stdout }: Ended) => JSON.parse(stdout) as T
  const start = async () => {
    server = await startServer({ ...folder.environment, AQ_REPLAY_BAR_MS: '400' })
  }
  group.setup(start)
  group.teardown(async () => {
    server.child.kill('SIGTERM')
    await server.ended
    folder.remove()
  })

  test('are shown, shared and stored; what the feed lacks is named, the others go on', async ({
    assert,
  }) => {
    const file = join(folder.path, 'days.csv')
    writeFileSync(file, DAYS)
    const series = ['US.GONE', '--timeframe', '1d']
    const imported = await say('bars:import', file, '--symbol', ...series)
    assert.equal(imported.code, 0, imported.stdout + imported.stderr)
    const opened = await say('account:create', 'paper', '--symbols', 'US.AAPL,US.GONE')
    assert.equal(opened.code, 0, opened.stdout + opened.stderr)
    await server.says(/paper trades/)
    await ace(['bars:remove', ...series, '--yes'], folder.environment)
    server.child.kill('SIGTERM')
    await server.ended
    await start()
    await server.says(/paper trades/)
    await sleep(4_000)

    const { market } = told<{ market: MarketReport }>(await say('engine:status'))
    const apple = market.instruments.find(({ symbol }) => symbol === 'US.AAPL')
    assert.containsSubset(apple, { freshness: 'fresh', refused: {} })
    assert.isAbove(apple!.price!, 10)
    assert.deepEqual(market.missing, ['US.GONE'])
    assert.containsSubset(market, { feed: 'replay', sharedBy: 'postgresql', process: server.pid })
    assert.isAbove(market.stored.written, 0)
    const words = (await ace(['engine:status'], folder.environment)).stdout
    assert.match(words, /US\.AAPL: fresh, [\d.]+, \d\.\d s old/)
    assert.include(words, 'US.GONE: the feed does not have it')

    const quotes = told<{ from: string; quotes: { symbol: string; atMs: number }[] }>(
      await say('quotes', 'US.AAPL')
    )
    assert.containsSubset(quotes, { from: 'postgresql', quotes: [{ symbol: 'US.AAPL' }] })
    assert.isBelow(Date.now() - quotes.quotes[0]!.atMs, 10_000)
    const stored = told<{ quotes: unknown[] }>(await say('quotes', 'US.AAPL', '--stored', '3'))
    assert.lengthOf(stored.quotes, 3)
    const { alerts } = told<{ alerts: { key: string }[] }>(await say('alerts'))
    assert.deepEqual(
      alerts.map(({ key }) => key),
      ['market:missing:US.GONE']
    )
  }).timeout(90_000)

  test('what makes no sense is refused with a sentence', async ({ assert }) => {
    for (const [words, sentence] of [
      [['quotes', 'US.NONE'], 'there is no price of US.NONE'],
      [['quotes', '--stored', '5'], '--stored needs a symbol'],
      [['quotes', 'US.AAPL', '--stored', '0'], 'a whole number from 1 to 1000, was 0'],
      [['quotes', 'US.NONE', '--stored', '5'], 'no quotes of US.NONE are stored'],
    ] as const) {
      const { code, stdout } = await say(...words)
      assert.equal(code, 2, stdout)
      assert.include(told<{ message: string }>({ stdout } as Ended).message, sentence)
    }
  })
})
