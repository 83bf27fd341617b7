import { test } from '@japa/runner'
import { BacktestDesk, type BacktestJob } from '#engine/backtest/backtest_desk.js'
import type { BacktestProcess, JobOutcome } from '#ports/backtest_process.js'

test.group('the desk of backtests', () => {
  /** A desk whose processes end when the test says so, or when they are cancelled. */
  function opened() {
    const running: { end(outcome: JobOutcome): void; progress(bars: number): void }[] = []
    const told: BacktestJob[] = []
    const process: BacktestProcess = {
      run: (_asked, { progress, signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ type: 'ended', message: 'killed' }))
          running.push({ end: resolve, progress: (bars) => progress({ bars, barsTotal: 10 }) })
        }),
    }
    let [ids, now] = [0, 0]
    const desk = new BacktestDesk({
      process,
      now: () => ++now,
      newId: () => `job_${++ids}`,
      changed: (job) => told.push(job),
    })
    const ask = (key: string, actor = 'user:a') => desk.ask({ key, actor, title: key, asked: {} })
    const taken = (key: string) => {
      const asked = ask(key)
      if (!asked.ok) throw new Error(asked.failure.message)
      return asked.value
    }
    return { desk, ask, taken, running, told }
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  const stateOf = (desk: BacktestDesk, { id }: BacktestJob) => desk.find(id)!.state

  test('one runs at a time, in the order of asking, and its progress is told', async ({
    assert,
  }) => {
    const { desk, taken, running, told } = opened()
    const [first, second] = [taken('a'), taken('b')]
    assert.deepEqual([stateOf(desk, first), stateOf(desk, second)], ['running', 'waiting'])
    running[0]!.progress(4)
    assert.deepEqual(told.at(-1)!.progress, { bars: 4, barsTotal: 10 })
    running[0]!.end({ type: 'stored', runId: 'run_1' })
    await settle()
    assert.deepInclude(desk.find(first.id)!, { state: 'done', runId: 'run_1' })
    assert.equal(stateOf(desk, second), 'running')
  })

  test('what is asked twice under one key is one job, of one actor', ({ assert }) => {
    const { ask, desk } = opened()
    ask('a')
    ask('a')
    ask('a', 'user:b')
    assert.lengthOf(desk.list(), 2)
    const other = desk.ask({ key: 'a', actor: 'user:a', title: 'a', asked: { seed: '2' } })
    assert.isTrue(!other.ok && other.failure.code === 'key_used')
  })

  test('how it ended is told apart', async ({ assert }) => {
    const { desk, taken, running } = opened()
    const jobs = [taken('a'), taken('b'), taken('c')]
    const messages = ['no such plugin']
    running[0]!.end({ type: 'refused', reason: 'plugin_unknown', messages })
    await settle()
    running[1]!.end({ type: 'ended', message: 'signal 9' })
    await settle()
    assert.isTrue(desk.cancel(jobs[2]!.id))
    await settle()
    assert.deepEqual(
      jobs.map((job) => stateOf(desk, job)),
      ['refused', 'failed', 'cancelled']
    )
    assert.deepEqual(desk.find(jobs[0]!.id)!.messages, messages)
    assert.isFalse(desk.cancel(jobs[2]!.id))
  })

  test('no more than twenty wait, and of those that are over fifty are remembered', async ({
    assert,
  }) => {
    const { desk, ask, taken, running } = opened()
    for (let n = 0; n < 21; n++) taken(`key ${n}`)
    const beyond = ask('beyond')
    assert.isTrue(!beyond.ok && beyond.failure.code === 'too_many')
    for (let n = 21; n < 80; n++) {
      running.at(-1)!.end({ type: 'stored', runId: `run_${n}` })
      await settle()
      taken(`key ${n}`)
    }
    const over = desk.list().filter(({ endedMs }) => endedMs !== null)
    assert.lengthOf(over, 50)
  })

  test('closing cancels all of them and takes nothing more', async ({ assert }) => {
    const { desk, ask, taken } = opened()
    const jobs = [taken('a'), taken('b')]
    await desk.close()
    assert.deepEqual(
      jobs.map((job) => stateOf(desk, job)),
      ['cancelled', 'cancelled']
    )
    assert.isFalse(ask('c').ok)
  })
})
