import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { transformSync } from 'esbuild'
import type { SandboxCode } from '#ports/sandbox.js'
import { Arena, MAGIC_PRICE, strategySource } from './arena.js'

const HOSTILE = new URL('../../../fixtures/hostile/', import.meta.url)

function fixture(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, HOSTILE)), 'utf8')
}

/** The platform's code with a kernel that searches its own realm for the magic price. */
function withSearchingKernel(code: SandboxCode): SandboxCode {
  const search = transformSync(fixture('scan.ts'), {
    loader: 'ts',
    format: 'iife',
    globalName: '__scan',
  }).code
  const kernel = [
    code.scripts.kernel,
    search,
    `const real = __kernel`,
    `__kernel = { ...real, create(config, buffers, guests) {`,
    `  real.create(config, buffers, guests)`,
    `  const found = __scan.scan({ buffers, guests }, (value) => value === ${MAGIC_PRICE}, false)`,
    `  throw new Error(found === null ? 'blind' : 'FOUND ' + found.what + ' at ' + found.path)`,
    `} }`,
  ].join('\n')
  return { ...code, scripts: { ...code.scripts, kernel } }
}

test.group('Sandbox: bars of the future', (group) => {
  const arena = new Arena()
  group.teardown(() => arena.close())

  test('are out of reach for a strategy that looks through all it can reach', async ({
    assert,
  }) => {
    const outcome = await arena.run(fixture('scans_everything.ts'), {
      extra: { 'src/scan.ts': fixture('scan.ts') },
      limits: { sliceTimeoutMs: 10_000, memoryMb: 128, residentMbMax: 600 },
    })
    assert.equal(outcome.sentence, '')
    // The same search does find the price once it was shown, so it is not blind.
    assert.deepEqual(outcome.result?.logs, [['the past was found']])
  })

  test('are found by the same search in the realm of the kernel', async ({ assert }) => {
    const code = withSearchingKernel(await arena.code())
    const outcome = await arena.runBody('', { code })
    assert.equal(outcome.failure?.type, 'simulation_failed')
    assert.include(outcome.sentence, `FOUND ${MAGIC_PRICE} at buffers`)
  })

  test('what a neighbour in the same account keeps is out of reach too', async ({ assert }) => {
    // The neighbour holds the magic price from its first bar on, wherever a strategy can put it.
    const neighbour = strategySource(`
      (globalThis as any).kept = ${MAGIC_PRICE};
      (Array.prototype as any).kept = new Float64Array([${MAGIC_PRICE}]);
      console.log(String(${MAGIC_PRICE}))`)
    const outcome = await arena.runTogether([fixture('scans_everything.ts'), neighbour], {
      extra: { 'src/scan.ts': fixture('scan.ts') },
      limits: { sliceTimeoutMs: 10_000, memoryMb: 128, residentMbMax: 600 },
    })
    assert.equal(outcome.sentence, '')
    assert.deepEqual(outcome.result?.logs[0], ['the past was found'])
  })

  test('do not pass through any prototype that a strategy has patched', async ({ assert }) => {
    const outcome = await arena.run(fixture('patches_everything.ts'), {
      extra: { 'src/scan.ts': fixture('scan.ts') },
      limits: { sliceTimeoutMs: 10_000, memoryMb: 128, residentMbMax: 600 },
    })
    assert.equal(outcome.sentence, '')
    assert.match(
      outcome.result?.logs[0]?.join() ?? '',
      /^patched hundreds, caught (own values|nothing)$/
    )
    assert.equal(outcome.result?.signalRows.length, 40 * 26)
  })
})
