import { test } from '@japa/runner'
import { childrenOf, Stage, tick, type Started } from './stage.js'
import { longestTurnMs } from '#tests/support/busy_clock.js'

/** What a taken-over child has at hand: frames in the right form, with whatever content it likes. */
const TOOLS = `
const fs = require('node:fs')
const put = (bytes) => { for (let at = 0; at < bytes.length;) { try { at += fs.writeSync(3, bytes, at) } catch (e) { if (e.code !== 'EAGAIN') process.exit(9) } } }
const frame = (kind, body) => { const head = Buffer.alloc(5); head.write(kind); head.writeUInt32LE(body.length, 1); put(Buffer.concat([head, body])) }
const body = (kind, call, text) => { const head = Buffer.alloc(5); head.writeUInt8(kind); head.writeUInt32LE(call, 1); return Buffer.concat([head, Buffer.from(text)]) }
const whole = (bytes) => { const head = Buffer.alloc(5); head.write('B'); head.writeUInt32LE(bytes.length, 1); return Buffer.concat([head, bytes]) }
const say = (kind, call, text) => put(whole(body(kind, call, text)))
const READY = 16, STARTED = 17, ANSWER = 18, THREW = 19, FAILED = 20
const good = (more) => JSON.stringify({ ok: true, value: null, effects: [], logs: [], dropped: 0, ...more })
const wait = () => setInterval(() => {}, 1000)
// Waits for the code of the plugin: the last frame before the first event.
let seen = 0, onEvent = () => {}
process.stdin.on('data', (piece) => { seen += piece.length; onEvent(piece) })
const begin = () => { say(READY, 0, ''); setTimeout(() => say(STARTED, 0, good()), 60) }
wait()
`

/** Each row: what the child says, and what the host says of it; '' when it must live on. */
const LIES: readonly { name: string; code: string; says: RegExp; when: 'start' | 'answer' }[] = [
  {
    name: 'rubbish',
    when: 'start',
    code: `put(Buffer.from('HTTP/1.1 200 OK'))`,
    says: /unknown kind 72/,
  },
  {
    name: 'a frame of 100 MB',
    when: 'start',
    code: `const head = Buffer.alloc(5); head.write('B'); head.writeUInt32LE(1e8, 1); put(head)`,
    says: /a frame of 100000000 bytes where \d+ are allowed/,
  },
  {
    name: 'a real megabyte',
    when: 'answer',
    code: `begin(); onEvent = (p) => { if (String(p).includes('"timer"')) frame('B', Buffer.alloc(1e6, 32)) }`,
    says: /a frame of 1000000 bytes/,
  },
  {
    name: 'an empty frame',
    when: 'start',
    code: `put(Buffer.from([66, 0, 0, 0, 0]))`,
    says: /an empty frame/,
  },
  {
    name: 'a text frame',
    when: 'start',
    code: `frame('J', Buffer.from('{}'))`,
    says: /a frame of 2 bytes where 0/,
  },
  {
    name: 'half a head',
    when: 'start',
    code: `frame('B', Buffer.from([16, 0]))`,
    says: /a frame that is none/,
  },
  {
    name: 'an answer before it is ready',
    when: 'start',
    code: `say(ANSWER, 1, good())`,
    says: /before it was ready/,
  },
  {
    name: 'that it started before it was given a plugin',
    when: 'start',
    code: `put(Buffer.concat([whole(body(READY, 0, '')), whole(body(STARTED, 0, good()))]))`,
    says: /before it was given a plugin/,
  },
  {
    name: 'ready twice',
    when: 'start',
    code: `say(READY, 0, ''); setTimeout(() => say(READY, 0, ''), 60)`,
    says: /kind 16 out of turn/,
  },
  {
    name: 'an unknown kind',
    when: 'start',
    code: `say(READY, 0, ''); setTimeout(() => say(99, 0, good()), 60)`,
    says: /kind 99 out of turn/,
  },
  {
    name: 'an answer that nobody asked for',
    when: 'start',
    code: `begin(); setTimeout(() => say(ANSWER, 1, good()), 61)`,
    says: /nobody asked for/,
  },
  ...Object.entries({
    'the wrong number': [`say(ANSWER, 7, good())`, /an answer to call 7, not 1/],
    'the answer twice': [
      `say(ANSWER, 1, good()); say(ANSWER, 1, good())`,
      /nobody asked for|call 1, not 2/,
    ],
    'text that is not JSON': [`say(ANSWER, 1, '{"ok":')`, /an answer that is not JSON/],
    'bytes that are no text': [`say(ANSWER, 1, Buffer.from([123, 255, 125]))`, /not UTF-8/],
    'a list': [`say(ANSWER, 1, '[1]')`, /an answer that is no object/],
    'an inherited answer': [
      `say(ANSWER, 1, '{"__proto__":{"ok":true}}')`,
      /neither good nor a failure/,
    ],
    'no effects': [`say(ANSWER, 1, '{"ok":true,"logs":[],"dropped":0}')`, /without effects/],
    'logs that are none': [`say(ANSWER, 1, good({ logs: 'x' }))`, /without logs/],
    'a log line that is none': [
      `say(ANSWER, 1, good({ logs: [{ level: 'info', text: 1 }] }))`,
      /log line that is none/,
    ],
    'a level that is none': [
      `say(ANSWER, 1, good({ logs: [{ level: '__proto__', text: '' }] }))`,
      /log line that is none/,
    ],
    'minus one dropped line': [`say(ANSWER, 1, good({ dropped: -1 }))`, /count of dropped lines/],
    'a failure without words': [`say(THREW, 1, '{}')`, /a failure without words/],
    'a failure with a stack of numbers': [
      `say(THREW, 1, JSON.stringify({ message: '', stack: [1], location: null, logs: [], dropped: 0 }))`,
      /a stack that is no text/,
    ],
    'a failure at no place': [
      `say(THREW, 1, JSON.stringify({ message: '', stack: [], location: { file: '/etc', line: -1, column: 0 }, logs: [], dropped: 0 }))`,
      /a place that is none/,
    ],
    'a last word of no kind': [
      `say(FAILED, 1, '{"type":"stopped","message":"","location":null}')`,
      /last word of unknown type/,
    ],
    'words after the last': [
      `say(FAILED, 1, '{"type":"timed_out","message":"","location":null}'); say(ANSWER, 1, good())`,
      /words after the last|^timed_out$/,
    ],
  } as const).map(([name, [code, says]]) => ({
    name,
    when: 'answer' as const,
    code: `begin(); onEvent = (p) => { if (String(p).includes('"timer"')) { ${code} } }`,
    says,
  })),
]

function wordsOf({ launched, exits }: Started): string {
  const failure = exits[0]?.failure ?? (launched.ok ? null : launched.failure)
  return failure?.type === 'protocol_violation' ? failure.detail : (failure?.type ?? '')
}

test.group('Live plugin: a child that lies', (group) => {
  const stage = new Stage()
  group.each.timeout(30_000)
  group.each.teardown(() => stage.closeLiars())
  group.teardown(() => stage.close())

  test('is ended when it says {name}')
    .with([...LIES])
    .run(async ({ assert }, { code, says, when }) => {
      const liar = await stage.liar(`${TOOLS}\n${code}`)
      const before = childrenOf().length
      const longestMs = await longestTurnMs(async () => {
        const started = await stage.start(stage.script('var __plugin'), liar)
        if (started.launched.ok) {
          const plugin = started.launched.value
          if (when === 'answer') await Promise.all([plugin.ask(tick()), plugin.ask(tick())])
          for (let i = 0; i < 100 && started.exits.length === 0; i++) {
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
        }
        assert.match(wordsOf(started), says)
        assert.lengthOf(started.exits, started.launched.ok ? 1 : started.exits.length)
      })
      assert.isBelow(longestMs, 100)
      assert.equal(childrenOf().length, before)
    })

  test('is ended when it falls silent', async ({ assert }) => {
    const liar = await stage.liar(`${TOOLS}\nbegin()`)
    const { launched, exits } = await stage.start(stage.script('var __plugin'), liar)
    assert.isTrue(launched.ok)
    if (!launched.ok) return
    const begun = performance.now()
    const answers = await Promise.all([launched.value.ask(tick()), launched.value.ask(tick())])
    assert.isBelow(performance.now() - begun, 2_000)
    for (const answer of answers) {
      assert.deepEqual(answer, { ok: false, failure: { type: 'timed_out', timeoutMs: 100 } })
    }
    await launched.value.stop()
    assert.equal(exits[0]?.failure?.type, 'timed_out')
  })

  test('is ended when it never says that it is ready to start', async ({ assert }) => {
    const liar = await stage.liar(`${TOOLS}\nsay(READY, 0, '')`)
    const { launched } = await stage.start(stage.script('var __plugin'), liar)
    assert.deepEqual(launched, { ok: false, failure: { type: 'timed_out', timeoutMs: 1_000 } })
  })

  test('is ended when it grows', async ({ assert }) => {
    const liar = await stage.liar(
      `${TOOLS}\nbegin(); const all = []; onEvent = (p) => { if (String(p).includes('"timer"')) setInterval(() => all.push(Buffer.alloc(4e7, 1)), 5) }`
    )
    const { launched, exits } = await stage.start(
      stage.script('var __plugin', { timeoutMs: 1_000 }),
      liar
    )
    assert.isTrue(launched.ok)
    if (!launched.ok) return
    const answer = await launched.value.ask(tick())
    assert.deepEqual(answer, { ok: false, failure: { type: 'out_of_memory', limitMb: 214 } })
    await launched.value.stop()
    assert.lengthOf(exits, 1)
  })

  test('cannot fill the memory of the host by not reading', async ({ assert }) => {
    const liar = await stage.liar(
      `${TOOLS}\nsay(READY, 0, ''); process.stdin.pause(); setTimeout(() => say(STARTED, 0, good()), 60)`
    )
    const spec = stage.script('var __plugin', { timeoutMs: 1_000, queueMax: 100_000 })
    const { launched } = await stage.start(spec, liar)
    assert.isTrue(launched.ok)
    if (!launched.ok) return
    const event = JSON.stringify({ type: 'timer', name: 'x'.repeat(100_000), atMs: 1 })
    const before = process.memoryUsage()
    const answers = Array.from({ length: 2_000 }, () => launched.value.ask(event))
    const after = process.memoryUsage()
    const grown = after.external + after.arrayBuffers - before.external - before.arrayBuffers
    assert.isBelow(grown / 2 ** 20, 24)
    const types = (await Promise.all(answers)).map((answer) =>
      answer.ok ? '' : answer.failure.type
    )
    assert.isAbove(types.filter((type) => type === 'queue_full').length, 1_900)
    assert.notInclude(types, '')
  })

  test('cannot flood the host through standard error', async ({ assert }) => {
    const liar = await stage.liar(
      `${TOOLS}\nfor (let i = 0; i < 2000; i++) { try { fs.writeSync(2, 'x'.repeat(10000)) } catch { break } } process.exit(1)`
    )
    const longestMs = await longestTurnMs(async () => {
      const { launched } = await stage.start(stage.script('var __plugin'), liar)
      assert.isFalse(launched.ok)
      if (launched.ok || launched.failure.type !== 'died') return assert.fail()
      assert.match(launched.failure.detail, /^it ended .*: x{400,500}/)
    })
    assert.isBelow(longestMs, 100)
  })

  test('gets nothing of the environment, no files, no programs and no network', async ({
    assert,
  }) => {
    process.env.AQ_TEST_SECRET = 'must not be seen'
    const liar = await stage.liar(
      `const tried = (what) => { try { return String(what()).slice(0, 30) } catch (e) { return e.code } }
      const said = [Object.keys(process.env), tried(() => require('fs').readFileSync('/etc/passwd')), tried(() => require('fs').writeFileSync('/tmp/x', '')),
        tried(() => require('child_process').execSync('id')), tried(() => new (require('worker_threads').Worker)('1', { eval: true }))]
      require('net').connect(80, '127.0.0.1').on('error', (e) => { console.error([...said, e.code].join(' ')); process.exit(1) }).on('connect', () => { console.error('connected'); process.exit(1) })`
    )
    const { launched } = await stage.start(stage.script('var __plugin'), liar)
    delete process.env.AQ_TEST_SECRET
    const isApart = (await liar.walls()).find(({ name }) => name === 'no_network')?.works === true
    const denied = Array(4).fill('ERR_ACCESS_DENIED').join(' ')
    assert.isFalse(launched.ok)
    if (launched.ok || launched.failure.type !== 'died') return
    const outside = isApart ? 'ENETUNREACH' : 'ECONNREFUSED'
    assert.equal(launched.failure.detail, `it ended with code 1: PATH,TZ ${denied} ${outside}`)
  })
})
