import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer, type Ended, type Running } from '#tests/support/process.js'
import { childrenOf, gone } from '#tests/support/process_tree.js'

interface Listed {
  readonly strategies: readonly { name: string; state: string; reason: string | null }[]
}

test.group('strategies in the server', (group) => {
  const folder = new DataFolder()
  const environment = { ...folder.environment, AQ_REPLAY_BAR_MS: '60' }
  let server: Running
  const say = (...words: string[]) => ace([...words, '--json'], environment)
  const told = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>
  group.setup(async () => {
    server = await startServer(environment)
    await say('account:create', 'paper', '--cash', '100000', '--symbols', 'US.AAPL')
    await server.says(/paper trades/)
  })
  group.teardown(async () => {
    server.child.kill('SIGTERM')
    await server.ended
    folder.remove()
  })

  async function ordersOf(strategy: string): Promise<number> {
    const { orders } = told(await say('orders', '--limit', '1000')) as {
      orders: { strategy: string }[]
    }
    return orders.filter((one) => one.strategy === strategy).length
  }

  /** Waits until a strategy has made more orders than so many. */
  async function trades(strategy: string, before: number): Promise<boolean> {
    for (let turn = 0; turn < 30; turn++) {
      if ((await ordersOf(strategy)) > before) return true
      await sleep(300)
    }
    return false
  }

  test('a strategy is made, refused where it makes no sense, and trades', async ({ assert }) => {
    for (const [wrong, word] of [
      [['momentum', '--symbols', 'US.NONE'], 'US.NONE is not known'],
      [['momentom', '--symbols', 'US.AAPL'], 'no plugin "momentom"'],
      [['./momentum', '--symbols', 'US.AAPL'], 'plugin:install'],
      [['momentum', '--symbols', 'US.AAPL', '--param', 'fast'], 'name=value'],
    ] as const) {
      const refused = await say('strategy:create', ...wrong)
      assert.equal(refused.code, 2, refused.stdout)
      assert.include(String(told(refused).message), word)
    }
    const create = ['strategy:create', 'momentum', '--symbols', 'US.AAPL', '--env', 'paper']
    const params = ['--param', 'fast=2', '--param', 'slow=4', '--param', 'equityFraction=0.1']
    assert.equal((await say(...create, ...params)).code, 0)
    assert.include(String(told(await say(...create)).message), 'has a strategy momentum already')
    const started = await say('strategy:start', 'momentum')
    assert.equal(started.code, 0, started.stdout)
    assert.isTrue(await trades('momentum', 0))
    const odd = ['--name', 'odd', '--param', 'fast=9', '--param', 'slow=3']
    await say(...create, ...odd)
    const failed = await say('strategy:start', 'odd')
    assert.equal(failed.code, 2)
    assert.include(String(told(failed).message), 'fast (9) must be shorter than slow (3)')
    assert.equal((await say('strategy:pause', 'nobody')).code, 2)
  }).timeout(120_000)

  test('after kill -9 of the server it goes on, and no child is left', async ({ assert }) => {
    const children = childrenOf(server.pid)
    server.child.kill('SIGKILL')
    await server.ended
    assert.isEmpty(await gone(children.filter((pid) => pid !== folder.serverPid)))
    const before = await ordersOf('momentum')
    server = await startServer(environment)
    await server.says(/paper trades/)
    assert.isTrue(await trades('momentum', before))
    const { strategies } = told(await say('strategy:list')) as unknown as Listed
    assert.deepEqual(
      strategies.map(({ name, state }) => `${name} ${state}`),
      ['momentum running', 'odd failed']
    )
  }).timeout(120_000)

  test('is stopped with what it holds, and the books fit', async ({ assert }) => {
    const stopped = await say('strategy:stop', 'momentum', '--close')
    assert.equal(stopped.code, 0, stopped.stdout)
    await sleep(1_000)
    const { positions } = told(await say('positions')) as { positions: unknown[] }
    assert.deepEqual(positions, [])
    assert.deepInclude(told(await say('journal:verify')), { ok: true, differences: [] })
    const shown = told(await say('strategy:show', 'momentum')) as {
      events: { event: string }[]
      snapshot: { state: string }
    }
    assert.include(
      shown.events.map(({ event }) => event),
      'stopped'
    )
    assert.include(shown.snapshot.state, 'averages')
    const logs = told(await say('strategy:logs', 'odd')) as { lines: { text: string }[] }
    assert.include(logs.lines[0]?.text, 'must be shorter than slow')
  }).timeout(60_000)
})
