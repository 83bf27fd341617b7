import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { AlertRow } from '#ports/alerts.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer, type Ended, type Running } from '#tests/support/process.js'

test.group('alerts, traces and the log of a running server', (group) => {
  const folder = new DataFolder()
  let server: Running
  const say = (...words: string[]) => ace([...words, '--json'], folder.environment)
  const told = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>
  group.setup(async () => {
    server = await startServer({ ...folder.environment, AQ_REPLAY_BAR_MS: '400' })
  })
  group.teardown(async () => {
    server.child.kill('SIGTERM')
    await server.ended
    folder.remove()
  })

  test('an order is traced, a halt is an alert, and the log tells both without a secret', async ({
    assert,
  }) => {
    assert.deepEqual(told(await say('alerts')).alerts, [])
    await say('account:create', 'paper', '--cash', '50000')
    await server.says(/paper trades/)
    await sleep(500)
    assert.equal((await say('order:place', 'buy', 'US.AAPL', '10')).code, 0)
    await sleep(500)

    const { trace } = told(await say('order:trace', 'ord_paper_1')) as { trace: { id: string } }
    assert.match(trace.id, /^trc_paper_\d+$/)
    assert.deepInclude(trace, {
      isOver: true,
      symbol: 'US.AAPL',
      wish: 'buy 10 US.AAPL at market, day',
    })
    const ladder = await ace(['trace', trace.id], folder.environment)
    for (const name of ['signal', 'risk', 'order', 'broker', 'fill', 'slippage']) {
      assert.include(ladder.stdout, name)
    }
    const { traces } = told(await say('traces', '--symbol', 'US.AAPL')) as {
      traces: { id: string }[]
    }
    assert.deepEqual(
      traces.map(({ id }) => id),
      [trace.id]
    )

    await say('halt', '--reason', 'prices look wrong')
    await sleep(500)
    const { alerts } = told(await say('alerts')) as { alerts: AlertRow[] }
    assert.lengthOf(alerts, 1)
    assert.deepInclude(alerts[0], {
      key: 'paper:mode',
      severity: 'warning',
      state: 'open',
      times: 1,
    })
    const id = String(alerts[0]!.id)
    assert.equal((await say('alerts:ack', id, '--note', 'on it')).code, 0)
    await say('resume')
    await sleep(500)
    assert.deepEqual(told(await say('alerts')).alerts, [])
    const { events } = told(await say('alerts:show', id)) as { events: { type: string }[] }
    assert.deepEqual(
      events.map(({ type }) => type),
      ['raised', 'acknowledged', 'resolved']
    )

    for (const [wrong, word] of [
      [['trace', 'nonsense'], 'looks like trc_paper_12'],
      [['order:trace', 'ord_paper_99'], 'no order'],
      [['traces', '--limit', '0'], '--limit'],
      [['alerts:ack', id], 'over already'],
      [['alerts:show', 'first'], 'number of an alert'],
      [['alerts:resolve', '999999'], 'never there'],
      [['alerts', '--limit=-1'], '--limit'],
    ] as const) {
      const refused = await say(...wrong)
      assert.equal(refused.code, 2, wrong.join(' '))
      assert.include(String(told(refused).message), word)
    }

    const log = readFileSync(join(folder.path, 'logs', 'aq.log'), 'utf8')
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const mine = lines.filter((line) => line.trace === trace.id)
    assert.includeMembers(
      mine.map(({ span }) => span),
      ['signal', 'order:1', 'broker:1', 'fill:1']
    )
    assert.isTrue(lines.some(({ alert, level }) => alert === 'paper:mode' && level === 'warn'))
    const password = readFileSync(folder.cluster.password, 'utf8').trim()
    assert.isAbove(password.length, 6)
    assert.notInclude(log, password)
  }).timeout(180_000)
})
