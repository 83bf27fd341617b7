import { test } from '@japa/runner'
import { scanBundle } from '#engine/plugin_package/scan_bundle.js'
import { busyClock } from '#tests/support/busy_clock.js'

/** What stands out in a bundle, as `rule line:column xcount`. */
function found(code: string): string[] {
  return scanBundle(Buffer.from(code)).map(
    ({ rule, line, column, count }) => `${rule} ${line}:${column} x${count}`
  )
}

test.group('the scan of a bundle', () => {
  const cases: [code: string, findings: string[]][] = [
    ['const fs = require("fs")', ['require 1:12 x1']],
    ['a.require("x"); required("x"); $require()', []],
    ['\nimport ( "x" ); import("y")', ['dynamic_import 2:1 x2']],
    ['eval("1"); (0, eval)("1")', ['eval 1:1 x2']],
    ['medieval(); evaluate()', []],
    ['new Function("return this")()', ['function_constructor 1:1 x1']],
    ['AsyncFunction("x")', ['function_constructor 1:1 x1']],
    ['isFunction(x); aFunction (y)', []],
    ['f.constructor.constructor("return this")', ['constructor_chain 1:2 x1']],
    ['this.constructor.name', []],
    ['new WebAssembly.Module(b)', ['web_assembly 1:5 x1']],
    ['new SharedArrayBuffer(8)', ['shared_memory 1:5 x1']],
    ['process.env.KEY; process["exit"]()', ['process 1:1 x2']],
    ['this.process.x; preprocess.x; process', []],
    ['ev\\u0061l("1")', ['escaped_letters 1:3 x1']],
    ['"\\x65\\u{65}\\u0065"', ['escaped_letters 1:2 x3']],
    ['"\\u20ac \\x1b \\n"', []],
    ['_0x1a2b;'.repeat(9), []],
    ['_0x1a2b;'.repeat(10), ['obfuscated_names 1:1 x10']],
    [`"${'A1+/'.repeat(200)}=="`, ['packed_data 1:2 x1']],
    [`"${'A1+/'.repeat(100)}"`, []],
    [
      `${' '.repeat(301)}${'a'.repeat(600)} ${'b'.repeat(2000)} ${'c'.repeat(599)}`,
      ['packed_data 1:302 x2'],
    ],
    ['a'.repeat(599), []],
    ['a'.repeat(600), ['packed_data 1:1 x1']],
  ]
  for (const [code, findings] of cases) {
    test(JSON.stringify(code.slice(0, 50)), ({ assert }) => assert.deepEqual(found(code), findings))
  }

  test('takes a bundle of 2 MB in a moment, whatever it is made of', ({ assert }) => {
    const size = 2 * 1024 * 1024
    const fillers = [
      `${'a'.repeat(599)} `,
      'a',
      ' ',
      'new ',
      'require ',
      '.constructor ',
      '\\u{0',
      '\\',
      'Function',
      '_0x1 ',
    ]
    for (const filler of fillers) {
      const bundle = Buffer.alloc(size, filler)
      const busyMs = busyClock()
      scanBundle(bundle)
      assert.isBelow(busyMs(), 1_000, JSON.stringify(filler.slice(0, 10)))
    }
  })
})
