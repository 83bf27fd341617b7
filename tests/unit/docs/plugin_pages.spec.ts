import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { build } from 'esbuild'
import type { StrategyDefinition } from '@aq-trading/sdk'
import { type RunOptions, type RunResult, runStrategy, type TestBar } from '@aq-trading/sdk/testing'
import { checkManifest } from '#engine/plugin/check_manifest.js'

/** Every strategy printed in the plugin pages is bundled and run, so that none can rot. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** The fenced blocks of a page in one language. */
function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(ROOT, 'docs/plugins', page), 'utf8')
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    (found) => found[1] as string
  )
}

/** The strategies of a page with the heading above each. */
function strategiesOf(page: string): { title: string; code: string }[] {
  const text = readFileSync(join(ROOT, 'docs/plugins', page), 'utf8')
  return [...text.matchAll(/^#+ (.*)$|```ts\n([\s\S]*?)```/gm)].reduce(
    ({ title, found }, match) => {
      const code = match[2] ?? ''
      if (match[1] !== undefined) return { title: match[1], found }
      if (code.includes('export default defineStrategy')) found.push({ title, code })
      return { title, found }
    },
    { title: '', found: [] as { title: string; code: string }[] }
  ).found
}

/** Bundles a strategy as printed, with a manifest in the place of its own. */
async function load(code: string, manifest: string): Promise<StrategyDefinition> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'plugin',
    logLevel: 'silent',
    plugins: [
      {
        name: 'manifest',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /aq-plugin\.json$/ }, () => ({
            path: 'manifest',
            namespace: 'manifest',
          }))
          onLoad({ filter: /.*/, namespace: 'manifest' }, () => ({
            contents: manifest,
            loader: 'json',
          }))
        },
      },
    ],
  })
  return new Function(`${outputFiles[0]!.text}; return plugin.default`)() as StrategyDefinition
}

/** Half a year of bars that wander, the same ones each time. */
function wandering(seed: number, { minutes }: { minutes?: number } = {}): TestBar[] {
  let state = seed
  let price = 100
  const step = (minutes ?? 24 * 60) * 60_000
  const first = Date.parse('2024-01-02T14:30:00Z')
  return Array.from({ length: 180 }, (_, index) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    const open = price
    const close = Math.max(1, open * (1 + (state / 0x7fffffff - 0.5) * 0.08))
    price = close
    const startMs =
      minutes === undefined ? Math.floor(first / step) * step + index * step : first + index * step
    return {
      startMs,
      open,
      high: Math.max(open, close) * 1.01,
      low: Math.min(open, close) * 0.99,
      close,
    }
  })
}

async function run(code: string, manifest: string): Promise<RunResult> {
  const definition = await load(code, manifest)
  const minutes = code.includes('10:00') ? 15 : undefined
  const bars = { 'US.AAPL': wandering(1, { minutes }), 'US.MSFT': wandering(7, { minutes }) }
  const options: RunOptions = { bars, shortAllowed: true, timeframe: minutes === 15 ? '15m' : '1d' }
  return runStrategy(definition, options)
}

test.group('the pages about plugins', () => {
  const manifest = '{"id":"recipe","kind":"strategy"}'

  for (const { title, code } of strategiesOf('recipes.md')) {
    test(`the recipe "${title}" trades`, async ({ assert }) => {
      const { fills, denials } = await run(code, manifest)
      assert.isAbove(fills.length, 2)
      const wrong = denials.filter((one) => ['invalid_signal', 'unknown_order'].includes(one.code))
      assert.deepEqual(wrong, [])
    })
  }

  test('the first strategy and its manifest work as printed', async ({ assert }) => {
    const printed = blocksOf('first_strategy.md', 'json')[0]!
    const checked = checkManifest(printed)
    assert.isTrue(checked.ok, checked.ok ? '' : JSON.stringify(checked.failure))
    const [first] = strategiesOf('first_strategy.md')
    assert.isAbove((await run(first!.code, printed)).fills.length, 2)
  })

  test('the parameters of the manifest page are accepted', ({ assert }) => {
    const printed = blocksOf('first_strategy.md', 'json')[0]!
    const parameters = blocksOf('manifest.md', 'json')[0]!
    const text = JSON.stringify({ ...JSON.parse(printed), ...JSON.parse(`{${parameters}}`) })
    const checked = checkManifest(text)
    assert.isTrue(checked.ok, checked.ok ? '' : JSON.stringify(checked.failure))
  })

  test('every indicator of the SDK is in its page', async ({ assert }) => {
    const sdk = await import('@aq-trading/sdk')
    const page = readFileSync(join(ROOT, 'docs/plugins/indicators.md'), 'utf8')
    for (const name of Object.keys(sdk).filter((each) => /^[A-Z]/.test(each))) {
      assert.include(page, `\`${name}(`, name)
    }
  })
})
