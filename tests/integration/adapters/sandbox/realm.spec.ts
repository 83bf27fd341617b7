import { test } from '@japa/runner'
import { Arena } from './arena.js'

/** A script that no bundler has seen, whose `onBar` runs sloppy `body` and logs what it returns. */
function script(body: string, create = ''): string {
  return `var __plugin = { default: {
    kind: 'strategy', manifest: { id: 'hostile', kind: 'strategy' },
    create: function (parameters, context) {
      ${create}
      var n = 0
      return { onBar: function (bar, ctx) {
        n += 1
        if (n > 3) return
        console.log(String((function () { ${body} }).call(undefined)))
      } }
    } } }`
}

/** Async work without end, by a function that no bundler has seen. */
const FOREVER = `var forever = async function () { for (;;) await null }`

/** What a strategy in the realm sees; each expression is asked on three bars and must answer the same. */
const VIEWS: readonly { name: string; body: string; sees: string }[] = [
  {
    name: 'no eval',
    body: `try { return eval('1') } catch (e) { return e.message }`,
    sees: 'code cannot be made from text in a plugin',
  },
  {
    name: 'no indirect eval',
    body: `try { return (0, eval)('1') } catch (e) { return e.message }`,
    sees: 'code cannot be made from text in a plugin',
  },
  {
    name: 'no Function',
    body: `try { return new Function('return 1')() } catch (e) { return e.message }`,
    sees: 'code cannot be made from text in a plugin',
  },
  {
    name: 'no constructor of functions',
    body: `try { return (() => {}).constructor('return 1')() } catch (e) { return e.message }`,
    sees: 'code cannot be made from text in a plugin',
  },
  {
    name: 'no constructor of async functions',
    body: `try { return (async () => {}).constructor('return 1')() } catch (e) { return e.message }`,
    sees: 'code cannot be made from text in a plugin',
  },
  {
    name: 'no constructor of generators',
    body: `try { return (function* () {}).constructor('1') } catch (e) { return e.message }`,
    sees: 'code cannot be made from text in a plugin',
  },
  {
    name: 'no constructor by construct',
    body: `try { return Reflect.construct((() => {}).constructor, ['return 1'])() } catch (e) { return e.message }`,
    sees: 'code cannot be made from text in a plugin',
  },
  {
    name: 'no constructor from a subclass',
    body: `try { return new (class extends (function () {}).constructor {})('return 1')() } catch (e) { return e.message }`,
    sees: 'code cannot be made from text in a plugin',
  },
  {
    name: 'no shared memory, no WebAssembly, no weak references',
    body: `return [typeof SharedArrayBuffer, typeof Atomics, typeof WebAssembly, typeof WeakRef, typeof FinalizationRegistry]`,
    sees: 'undefined,undefined,undefined,undefined,undefined',
  },
  {
    name: 'nothing of Node and no timers',
    body: `return [typeof process, typeof require, typeof setTimeout, typeof setInterval, typeof queueMicrotask, typeof fetch, typeof performance, typeof structuredClone]`,
    sees: Array(8).fill('undefined').join(),
  },
  {
    name: 'no names of the platform',
    body: `return Object.getOwnPropertyNames(globalThis).filter(function (name) { return /^_|guest|kernel|realm|membrane|plugin|ivm/i.test(name) })`,
    sees: '',
  },
  {
    name: 'a fixed way to make stacks',
    body: `Error.prepareStackTrace = function () { return 'mine' }; Error.stackTraceLimit = 500; return typeof Error.prepareStackTrace + Error.stackTraceLimit + typeof new Error('x').stack`,
    sees: 'undefined20string',
  },
  {
    name: 'no caller behind itself',
    body: `var seen = []; var at = arguments.callee; for (var i = 0; i < 20 && at; i++) { try { at = at.caller; seen.push(at === null ? 'nobody' : typeof at) } catch (e) { seen.push('refused'); break } } return seen[seen.length - 1] !== 'function'`,
    sees: 'true',
  },
  {
    name: 'no receiver but its own strategy',
    body: `return typeof this === 'object' ? Object.getOwnPropertyNames(this).length > 50 && this === globalThis : false`,
    sees: 'true',
  },
  {
    name: 'buffers that do not grow',
    body: `var b = new ArrayBuffer(8, { maxByteLength: 1e6 }); return [b.resizable, b.byteLength, typeof b.resize, typeof b.transfer, new b.constructor(4, { maxByteLength: 9 }).resizable, b.slice(0, 4).byteLength, b instanceof ArrayBuffer, ArrayBuffer.isView(new Uint8Array(1))]`,
    sees: 'false,8,undefined,undefined,false,4,true,true',
  },
  {
    name: 'UTC and American English',
    body: `return [new Date(0).getTimezoneOffset(), Intl.DateTimeFormat().resolvedOptions().timeZone, (1234.5).toLocaleString()]`,
    sees: '0,UTC,1,234.5',
  },
  {
    name: 'no promises',
    body: `try { return Promise.resolve(1).then(function () {}) } catch (e) { return e.message }`,
    sees: 'promises and async functions are not available: a strategy answers at once',
  },
  {
    name: 'no promise behind an async function',
    body: `try { return (async function () {})().constructor.resolve(1) } catch (e) { return e.message }`,
    sees: 'promises and async functions are not available: a strategy answers at once',
  },
]

test.group('Sandbox: the realm of a plugin', (group) => {
  const arena = new Arena()
  group.teardown(() => arena.close())

  test('has {name}')
    .with([...VIEWS])
    .run(async ({ assert }, { body, sees }) => {
      const outcome = await arena.runScript(script(body), { bars: 4 })
      assert.equal(outcome.sentence, '')
      assert.deepEqual(outcome.result?.logs, [[sees, sees, sees]])
    })

  test('has a clock that shows the end of the bar, however it is asked', async ({ assert }) => {
    const body = `return [Date.now(), +new Date(), new Date().getTime(), Date.parse(Date()), +Reflect.construct(Date, []),
      +new (class extends Date {})(), +new Date(2014, 0), new Date(0).constructor.now(), Date.UTC(1970, 0), new Date() instanceof Date,
      new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'short' }).format(),
      new Intl.DateTimeFormat('en').formatToParts().length]`
    const outcome = await arena.runScript(script(body), { bars: 4 })
    const ends = [1, 2, 3].map((n) => Date.UTC(2014, 2, 3, 14, 30 + n))
    const expected = ends.map((end, index) =>
      [
        end,
        end,
        end,
        end,
        end,
        end,
        Date.UTC(2014, 0),
        end,
        0,
        true,
        `3/3/14, 2:3${index + 1} PM`,
        5,
      ].join()
    )
    assert.deepEqual(
      outcome.result?.logs[0]?.map((line) => line.replace(/\u202f/g, ' ')),
      expected
    )
  })

  test('has chances that depend on the seed alone', async ({ assert }) => {
    const ask = async (seed: number) => {
      const outcome = await arena.runScript(script('return Math.random()'), { bars: 4, seed })
      return outcome.result?.logs[0]?.map(Number) ?? []
    }
    const [first, again, other] = [await ask(7), await ask(7), await ask(8)]
    assert.deepEqual(first, again)
    assert.notDeepEqual(first, other)
    assert.isTrue(first.every((value) => value >= 0 && value < 1))
    assert.equal(new Set(first).size, 3)
  })

  test('drops what an async continuation does after the run', async ({ assert }) => {
    const body = `(async function () { await null; globalThis.late = true; keep.buy('US.AAPL', { quantity: 5 }) })(); return globalThis.late`
    const outcome = await arena.runScript(script(body, 'var keep = context'), { bars: 4 })
    assert.deepEqual(outcome.result?.logs, [['undefined', 'undefined', 'undefined']])
    assert.equal(outcome.result?.signalRows.length, 0)
  })

  test('is stopped when its async jobs never end, wherever they were left')
    .with([
      {
        where: 'onBar',
        says: /onStop did not return within 1 s/,
        code: script('forever()', FOREVER),
      },
      {
        where: 'onStart',
        says: /onStart did not return within 1 s/,
        code: script('', `${FOREVER}; forever()`),
      },
      {
        where: 'load',
        says: /loading it did not end within 1 s/,
        code: `${FOREVER}; forever(); ${script('')}`,
      },
    ])
    .run(async ({ assert }, { code, says }) => {
      const outcome = await arena.runScript(code, { bars: 4 })
      assert.match(outcome.sentence, says)
      assert.equal(outcome.childrenLeft, 0)
    })

  test('cannot put control characters into reasons and log lines', async ({ assert }) => {
    const body = `console.log('\\u001b[2J\\ngone'); keep.buy('US.AAPL', { quantity: 1, reason: 'because\\u202e of\\n\\u0007' }); return 1`
    const outcome = await arena.runScript(script(body, 'var keep = context'), { bars: 2 })
    assert.deepEqual(outcome.result?.logs, [['[2J gone', '1', '[2J gone', '1']])
    assert.deepEqual(outcome.result?.reasons, ['because of', 'because of'])
  })

  test('gets an error of its own when the stack is full, at whatever depth it is caught', async ({
    assert,
  }) => {
    const body = `var own = 0, others = 0
      function dive(depth) { try { return dive(depth + 1) } catch (e) { if (e instanceof RangeError) own += 1; else others += 1; throw e } }
      for (var pad = 0; pad < 5; pad++) { try { (function (a, b, c) { dive(0) })(pad) } catch (e) { if (!(e instanceof RangeError)) others += 1 } }
      function deepCall(depth) { try { deepCall(depth + 1) } catch (e) { try { keep.history('US.AAPL').close(0) } catch (x) { if (!(x instanceof Error)) others += 1 } } }
      deepCall(0)
      return [own > 0, others]`
    const limits = { sliceTimeoutMs: 20_000 }
    const outcome = await arena.runScript(script(body, 'var keep = context'), { bars: 4, limits })
    assert.equal(outcome.sentence, '')
    assert.deepEqual(outcome.result?.logs, [['true,0', 'true,0', 'true,0']])
  })
})

/** Definitions that are no strategy, or fight being read. */
const DEFINITIONS: readonly { name: string; code: string; says: RegExp }[] = [
  {
    name: 'no default export',
    code: 'var __plugin = {}',
    says: /cannot be loaded: it has no default export/,
  },
  {
    name: 'nothing at all',
    code: 'var __plugin = undefined',
    says: /cannot be loaded: it has no default export/,
  },
  { name: 'a number', code: 'var __plugin = { default: 5 }', says: /cannot be loaded: / },
  {
    name: 'a default export that throws',
    code: 'var __plugin = { get default() { throw new Error("no") } }',
    says: /cannot be loaded: no/,
  },
  {
    name: 'a default export that loops',
    code: 'var __plugin = { get default() { while (true) {} } }',
    says: /loading it did not end within 1 s/,
  },
  {
    name: 'a proxy that loops',
    code: 'var __plugin = { default: new Proxy({}, { get() { while (true) {} }, has() { while (true) {} } }) }',
    says: /loading it did not end within 1 s|cannot be loaded/,
  },
  {
    name: 'code that throws',
    code: 'throw new Error("on the way in")',
    says: /cannot be loaded: on the way in/,
  },
  {
    name: 'code that throws a proxy',
    code: 'throw new Proxy({}, { get() { throw 1 } })',
    says: /cannot be loaded: a value that cannot be shown/,
  },
  {
    name: 'code that loops',
    code: 'while (true) {}',
    says: /loading it did not end within 1 s: is there an endless loop\?/,
  },
  {
    name: 'code that leaves its function',
    code: '}); while (true) {} (function () {',
    says: /loading it did not end within 1 s/,
  },
  { name: 'a syntax error', code: 'var __plugin = {', says: /cannot be loaded: .*Unexpected / },
  {
    name: 'a start that throws',
    code: `var __plugin = { default: { kind: 'strategy', manifest: { id: 'a', kind: 'strategy' }, create() { throw new RangeError('fast must be shorter') } } }`,
    says: /onStart threw: fast must be shorter/,
  },
  {
    name: 'a warm-up that is no number',
    code: `var __plugin = { default: { kind: 'strategy', manifest: { id: 'a', kind: 'strategy' }, create() { return { warmupBars: NaN, onBar() {} } } } }`,
    says: /onStart threw: .*warmupBars/,
  },
  {
    name: 'a strategy that is a looping proxy',
    code: `var __plugin = { default: { kind: 'strategy', manifest: { id: 'a', kind: 'strategy' }, create() { return new Proxy({}, { get() { while (true) {} } }) } } }`,
    says: /onStart did not return within 1 s/,
  },
]

test.group('Sandbox: plugins that are none', (group) => {
  const arena = new Arena()
  group.teardown(() => arena.close())

  test('{name} ends in one sentence')
    .with([...DEFINITIONS])
    .run(async ({ assert }, { code, says }) => {
      const outcome = await arena.runScript(code, { bars: 4 })
      assert.match(outcome.sentence, says)
      assert.equal(outcome.childrenLeft, 0)
      assert.isBelow(outcome.stallMs, 100)
    })
})
