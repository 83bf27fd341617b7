import { spawnSync } from 'node:child_process'
import { test } from '@japa/runner'
import { ESLint } from 'eslint'

const CANARY = 'tests/architecture/canary/'

interface Violation {
  readonly rule: { readonly name: string }
  readonly from: string
}

/** A guard that cannot bark is furniture: each rule is shown a file that breaks it. */
test.group('direction of imports', () => {
  test('the checker finds every planted fault', ({ assert }) => {
    const found = new Set(
      violationsIn(CANARY).map(({ rule, from }) => `${rule.name}: ${from.replace(CANARY, '')}`)
    )
    assert.includeMembers(
      [...found],
      [
        'kernel-is-pure: app/kernel/impure.ts',
        'ports-know-only-the-kernel: app/ports/leaning.ts',
        'engine-works-through-ports: app/engine/reaching.ts',
        'adapters-are-strangers: app/adapters/one/one.ts',
        'paper-stands-alone: app/adapters/broker/paper/reaching.ts',
        'paper-reaches-no-other-broker: app/adapters/broker/paper/reaching.ts',
        'paper-reaches-no-other-broker: providers/trading_runtime.ts',
        'the-web-and-commands-use-the-engine: app/controllers/short_cut.ts',
        'nobody-imports-providers: app/controllers/short_cut.ts',
        'could-not-resolve: app/controllers/short_cut.ts',
        'plugins-know-only-the-sdk: plugins/examples/evil/evil.ts',
      ]
    )
  })

  test('the kernel reaches for node:crypto and for an adapter: both are told', ({ assert }) => {
    const faults = violationsIn(CANARY).filter(({ from }) => from.endsWith('kernel/impure.ts'))
    assert.isAtLeast(faults.length, 2)
  })
})

test.group('purity of the kernel, by lint', () => {
  const cases = [
    ['the clock', 'export const at = Date.now()'],
    ['chance', 'export const chance = Math.random()'],
    ['waiting', 'export async function wait() {}'],
    ['places', 'export const format = Intl.NumberFormat'],
    ['late loading', "export const late = import('./late.js')"],
  ] as const

  for (const [what, source] of cases) {
    test(`${what} is refused`, async ({ assert }) => {
      const eslint = new ESLint()
      const [result] = await eslint.lintText(`${source}\n`, { filePath: 'app/kernel/canary.ts' })
      const rules = result!.messages.map((message) => message.ruleId ?? '')
      assert.isTrue(rules.some((rule) => rule.startsWith('no-restricted-')))
    })
  }
})

function violationsIn(folder: string): Violation[] {
  const { stdout } = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config=.dependency-cruiser.cjs',
      '--output-type=json',
      folder,
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, AQ_CRUISE_ROOT: folder },
      maxBuffer: 64 * 1024 * 1024,
    }
  )
  return JSON.parse(stdout).summary.violations
}
