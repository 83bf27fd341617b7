import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { orderListNumbers } from '#kernel/order/order_list.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { recordedAdvisors } from '#kernel/simulation/recorded_advisor.js'
import { SIGNAL_ROW_DOUBLES } from '#adapters/sandbox/wire/messages.js'
import { readColumns } from '#adapters/market_data/history/column_file.js'
import { createHash } from 'node:crypto'
import type { SandboxCode } from '#ports/sandbox.js'
import { Arena } from './arena.js'

/** What a taken-over child has at hand: frames in the right form, with whatever content it likes. */
const TOOLS = `
const fs = require('node:fs')
const put = (bytes) => { for (let at = 0; at < bytes.length;) at += fs.writeSync(3, bytes, at) }
const frame = (kind, body) => { const head = Buffer.alloc(5); head.write(kind); head.writeUInt32LE(body.length, 1); put(Buffer.concat([head, body])) }
const say = (message) => frame('J', Buffer.from(JSON.stringify(message)))
const counters = { calls: 1, bars: 1, atMs: 0, call: 3, strategy: 0, signals: 0, barsTotal: 400 }
const progress = { t: 'progress', residentMb: 50, ...counters }
const packed = (row) => [row.reduce((mask, value, k) => (Object.is(value, 0) ? mask : mask | (1 << k)), 0), ...row.filter((value) => !Object.is(value, 0))]
const numbers = (...list) => Buffer.from(new Float64Array(list).buffer)
const rows = (...list) => numbers(...list.flatMap(packed))
const row = (call, strategy) => [call, strategy, ...Array(24).fill(0)]
const texts = Buffer.from(JSON.stringify({ reasons: [], logs: [[]] }))
const result = (more) => ({ t: 'result', residentMb: 50, ...counters, warmupBars: [0], orderListSha256: 'a'.repeat(64), orderCount: 0, fillCount: 0, equity: 1, engineMs: 1, heapUsedMb: 1, signalBytes: 0, textBytes: texts.length, ...more })
const signals = (more) => ({ t: 'signals', residentMb: 50, ...counters, warmupBars: [0], instants: 5, signalBytes: 0, ...more })
const wait = () => setInterval(() => {}, 1000)
`

const LIES: readonly { name: string; code: string; says: RegExp }[] = [
  {
    name: 'rubbish',
    code: `put(Buffer.from('HTTP/1.1 200 OK\\r\\n\\r\\n')); wait()`,
    says: /sent a frame of unknown kind 72/,
  },
  {
    name: 'a frame of 100 MB',
    code: `const head = Buffer.alloc(5); head.write('J'); head.writeUInt32LE(1e8, 1); put(head); wait()`,
    says: /sent a frame of 100000000 bytes where 65536 are allowed/,
  },
  {
    name: 'a real megabyte of text',
    code: `say({ t: 'ready' }); frame('J', Buffer.alloc(1e6, 32)); wait()`,
    says: /sent a frame of 1000000 bytes/,
  },
  {
    name: 'an empty frame',
    code: `put(Buffer.from([74, 0, 0, 0, 0])); wait()`,
    says: /sent an empty frame/,
  },
  {
    name: 'text that is not JSON',
    code: `frame('J', Buffer.from('{"t":')); wait()`,
    says: /sent a frame that is not JSON/,
  },
  {
    name: 'JSON that is no message',
    code: `frame('J', Buffer.from('[1]')); wait()`,
    says: /sent a frame that is no message/,
  },
  {
    name: 'an unknown type',
    code: `say({ t: 'ready' }); say({ ...progress, t: 'order' }); wait()`,
    says: /sent a message of unknown type/,
  },
  {
    name: 'an inherited type',
    code: `frame('J', Buffer.from('{"__proto__":{"t":"ready"}}')); wait()`,
    says: /sent a calls out of bounds/,
  },
  {
    name: 'progress before it is ready',
    code: `say(progress); wait()`,
    says: /sent words before it was ready/,
  },
  {
    name: 'ready twice',
    code: `say({ t: 'ready' }); say({ t: 'ready' }); wait()`,
    says: /ready twice/,
  },
  {
    name: 'more bars than there are',
    code: `say({ t: 'ready' }); say({ ...progress, bars: 401 }); wait()`,
    says: /sent a bars out of bounds/,
  },
  {
    name: 'more bars than it announced',
    code: `say({ t: 'ready' }); say({ ...progress, bars: 300, barsTotal: 200 }); wait()`,
    says: /sent more bars than it announced/,
  },
  {
    name: 'counters that run backwards',
    code: `say({ t: 'ready' }); say({ ...progress, calls: 9 }); say(progress); wait()`,
    says: /counters that run backwards/,
  },
  {
    name: 'a strategy that is not in the run',
    code: `say({ t: 'ready' }); say({ ...progress, strategy: 1 }); wait()`,
    says: /sent a strategy out of bounds/,
  },
  {
    name: 'bytes that nobody announced',
    code: `say({ t: 'ready' }); frame('B', Buffer.alloc(10)); wait()`,
    says: /a frame of 10 bytes where 0 are allowed/,
  },
  {
    name: 'more bytes than it announced',
    code: `say({ t: 'ready' }); say(result({ signalBytes: 208 })); frame('B', Buffer.alloc(300)); wait()`,
    says: /a frame of 300 bytes/,
  },
  {
    name: 'too many signals to keep',
    code: `say({ t: 'ready' }); say(result({ signalBytes: 216 * 2e6 })); wait()`,
    says: /sent a signalBytes out of bounds/,
  },
  {
    name: 'half a signal',
    code: `say({ t: 'ready' }); say(result({ signalBytes: 100 })); wait()`,
    says: /sent half a number of a signal/,
  },
  {
    name: 'signals of a strategy that is not in the run',
    code: `say({ t: 'ready' }); const b = rows(row(1, 2)); say(result({ signalBytes: b.length })); frame('B', b); frame('B', texts); wait()`,
    says: /a signal of a plugin that is not in the run/,
  },
  {
    name: 'signals out of order',
    code: `say({ t: 'ready' }); const b = rows(row(5, 1), row(4, 1)); say(result({ signalBytes: b.length })); frame('B', b); frame('B', texts); wait()`,
    says: /signals out of order/,
  },
  {
    name: 'signals at no call',
    code: `say({ t: 'ready' }); const b = rows(row(NaN, 1)); say(result({ signalBytes: b.length })); frame('B', b); frame('B', texts); wait()`,
    says: /signals out of order/,
  },
  ...[
    { name: 'signals that end within a row', numbers: '0b1111, 1, 1' },
    { name: 'signals with more fields than there are', numbers: '2 ** 26' },
    { name: 'signals with a field and a half', numbers: '1.5, 1' },
    { name: 'signals with no number of fields', numbers: 'NaN' },
    { name: 'signals with less than no field', numbers: '-1' },
  ].map(({ name, numbers }) => ({
    name,
    code: `say({ t: 'ready' }); const b = numbers(${numbers}); say(result({ signalBytes: b.length })); frame('B', b); frame('B', texts); wait()`,
    says: /signals that cannot be unpacked/,
  })),
  {
    name: 'more signals than are allowed, in few bytes',
    code: `say({ t: 'ready' }); const b = Buffer.alloc(8 * 2e6); say(result({ signalBytes: b.length })); for (let at = 0; at < b.length; at += 2 ** 20) frame('B', b.subarray(at, at + 2 ** 20)); frame('B', texts); wait()`,
    says: /signals that cannot be unpacked, or too many/,
  },
  {
    name: 'a hash that is none',
    code: `say({ t: 'ready' }); say(result({ orderListSha256: '../../etc' })); wait()`,
    says: /an order list hash that is none/,
  },
  {
    name: 'an equity that is no number',
    code: `say({ t: 'ready' }); say(result({ equity: '1e9' })); wait()`,
    says: /sent a equity out of bounds/,
  },
  {
    name: 'a warm-up of half a bar',
    code: `say({ t: 'ready' }); say(result({ warmupBars: [0.5] })); wait()`,
    says: /a warm-up that is no number of bars/,
  },
  {
    name: 'texts of the wrong shape',
    code: `say({ t: 'ready' }); const b = Buffer.from('{"reasons":[1],"logs":[[]]}'); say(result({ textBytes: b.length })); frame('B', b); wait()`,
    says: /texts of the wrong shape/,
  },
  {
    name: 'texts for nobody',
    code: `say({ t: 'ready' }); const b = Buffer.from('null'); say(result({ textBytes: b.length })); frame('B', b); wait()`,
    says: /texts of the wrong shape/,
  },
  {
    name: 'a second result',
    code: `say({ t: 'ready' }); say(result({})); say(result({})); wait()`,
    says: /a second result/,
  },
  {
    name: 'signals after a result',
    code: `say({ t: 'ready' }); say(result({})); say(signals({})); wait()`,
    says: /signals after a result/,
  },
  {
    name: 'something else among signals',
    code: `say({ t: 'ready' }); say(signals({ signalBytes: 208 })); say(progress); wait()`,
    says: /words among signals/,
  },
  {
    name: 'parts of signals that run backwards',
    code: `say({ t: 'ready' }); say(signals({})); say(signals({})); wait()`,
    says: /instants that run backwards/,
  },
  {
    name: 'another warm-up in a later part',
    code: `say({ t: 'ready' }); say(signals({})); say(signals({ instants: 6, warmupBars: [3] })); wait()`,
    says: /a warm-up that changes/,
  },
  {
    name: 'signals out of order over two parts',
    code: `say({ t: 'ready' }); for (const k of [9, 8]) { const b = rows(row(k, 1)); say(signals({ instants: 20 - k, signalBytes: b.length })); frame('B', b) } wait()`,
    says: /signals out of order/,
  },
  {
    name: 'a part with half a signal',
    code: `say({ t: 'ready' }); say(signals({ signalBytes: 100 })); wait()`,
    says: /half a number of a signal/,
  },
  {
    name: 'a failure of unknown type',
    code: `say({ t: 'ready' }); say({ t: 'failed', failure: { type: 'cancelled' }, ...counters }); wait()`,
    says: /a failure of unknown type/,
  },
  {
    name: 'a failure with control characters',
    code: `say({ t: 'ready' }); say({ t: 'failed', failure: { type: 'plugin_threw', message: '\\u001b[2J\\u202egone\\nroot#', stack: 'at x (aq-plugin://../../../etc/passwd/plugin.js:1:1)' }, ...counters }); wait()`,
    says: /^hostile: onBar threw at 1970-01-01 \(bar 1 of 400\): \[2J gone root#$/,
  },
  { name: 'nothing, ever', code: `wait()`, says: /fell silent and was killed/ },
  {
    name: 'that a call is still under way',
    code: `say({ t: 'ready' }); setInterval(() => say(progress), 20)`,
    says: /onBar did not return within 1 s/,
  },
  {
    name: 'progress without end',
    code: `say({ t: 'ready' }); let calls = 1; setInterval(() => say({ ...progress, calls: calls++ }), 5)`,
    says: /the run did not end within 2 s/,
  },
  {
    name: 'that it has grown, where it has',
    code: `say({ t: 'ready' }); const all = []; setInterval(() => { all.push(Buffer.alloc(5e7, 1)); say(progress) }, 10)`,
    says: /used more memory than the 320 MB/,
  },
  {
    name: 'its own end',
    code: `console.error('out of \\u001b[31mluck'); process.exit(3)`,
    says: /the sandbox process died: it ended with code 3: out of \[31mluck/,
  },
  {
    name: 'a flood on standard error',
    code: `for (let i = 0; i < 2000; i++) fs.writeSync(2, 'x'.repeat(10000)); process.exit(1)`,
    says: /it ended with code 1: x{400,500}/,
  },
]

test.group('Sandbox: a child that lies', (group) => {
  const arena = new Arena()
  group.teardown(() => arena.close())
  let scripts = 0

  async function lying(code: string): Promise<SandboxCode> {
    const honest = await arena.code()
    const childPath = join(arena.folder, `liar-${scripts++}.cjs`)
    writeFileSync(childPath, `${TOOLS}\n${code}`)
    return { ...honest, childPath, readablePaths: [`${arena.folder}/*`] }
  }

  test('is stopped when it says {name}')
    .with([...LIES])
    .run(async ({ assert }, { code, says }) => {
      const limits = { totalTimeoutMs: 2_000 + 500 * Number(/silent/.test(String(says))) * 10 }
      const outcome = await arena.runBody('', { code: await lying(code), limits })
      assert.match(outcome.sentence, says)
      assert.match(outcome.sentence, /^\P{Cc}+$/u)
      assert.isBelow(outcome.stallMs, 100)
      assert.equal(outcome.childrenLeft, 0)
    })

  test('is found out by the host, which simulates the signals again', async ({ assert }) => {
    const body = `if (n % 50 === 10) context.buy('US.AAPL', { quantity: n }); if (n % 50 === 40) context.close('US.AAPL')`
    const honest = await arena.runBody(body)
    const job = arena.lastJob()
    const recompute = (rows: Float64Array, reasons: readonly string[]) => {
      const [range] = job.bars
      const columns = readColumns(range!.path, range!.fromIndex, range!.toIndex)
      const { advisors } = recordedAdvisors({ strategies: 1, rules: 0, agents: 0 }, rows, reasons)
      const again = new Simulation(job.config, [columns], advisors)
      assert.equal(again.run(Number.MAX_SAFE_INTEGER), 1)
      const { record, config, state } = again
      const list = orderListNumbers(record.orders, record.fills, {
        instruments: config.instruments,
        strategies: state.strategies,
      })
      return createHash('sha256').update(new Uint8Array(list.buffer)).digest('hex')
    }
    const { claimed, signalRows, reasons } = honest.result!
    assert.isAbove(claimed.orderCount, 10)
    assert.equal(recompute(signalRows, reasons), claimed.orderListSha256)

    const rows = JSON.stringify(rowsOf(signalRows))
    const forged = await arena.runBody('', {
      code: await lying(
        `say({ t: 'ready' }); const b = rows(...${rows}); say(result({ signalBytes: b.length, equity: 9e15, orderListSha256: 'f'.repeat(64) })); frame('B', b); frame('B', texts); wait()`
      ),
    })
    assert.equal(forged.sentence, '')
    assert.notEqual(
      recompute(forged.result!.signalRows, forged.result!.reasons),
      forged.result!.claimed.orderListSha256
    )
  })
})

function rowsOf(numbers: Float64Array): number[][] {
  return Array.from({ length: numbers.length / SIGNAL_ROW_DOUBLES }, (_, k) => [
    ...numbers.subarray(k * SIGNAL_ROW_DOUBLES, (k + 1) * SIGNAL_ROW_DOUBLES),
  ])
}
