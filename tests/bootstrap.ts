import { assert } from '@japa/assert'
import type { Suite } from '@japa/runner/core'
import type { Config } from '@japa/runner/types'
import { prepareCluster } from './support/prepared_cluster.js'

/** What every suite uses. */
export const plugins: Config['plugins'] = [assert()]

/** Suites that need neither application nor database: fast, and safe to run side by side. */
export const PURE_SUITES = [
  'unit',
  'property',
  'golden',
  'contract',
  'architecture',
  'simulation',
] as const

/** Suites that start the application, real processes or a database. */
export const SYSTEM_SUITES = ['functional', 'integration', 'bookkeeping', 'browser'] as const

/** What must be there before a suite of those begins. */
const PREPARED = new Set<string>([...SYSTEM_SUITES, 'contract'])

/** Longest a single test may take before it fails, in milliseconds. */
const TIMEOUT_MS: Record<string, number> = {
  unit: 5_000,
  property: 60_000,
  golden: 60_000,
  contract: 60_000,
  architecture: 120_000,
  simulation: 60_000,
  functional: 30_000,
  integration: 120_000,
  bookkeeping: 120_000,
  browser: 120_000,
}

/** The example strategies bring their own specs, which authors copy with the rest of the folder. */
const EXAMPLE_SPECS = 'plugins/examples/*/tests/*.spec.ts'

/** Folders of the integration specs that are a suite of their own: the lanes of a whole run take alike long. */
const BOOKKEEPING = 'reconcile|portfolio|market_data|plugin_install'
const FILES: Readonly<Record<string, readonly string[]>> = {
  unit: ['tests/unit/**/*.spec.ts', EXAMPLE_SPECS],
  integration: [`tests/integration/!(${BOOKKEEPING})/**/*.spec.ts`],
  bookkeeping: [`tests/integration/@(${BOOKKEEPING})/**/*.spec.ts`],
}

/** The suites japa knows, most of them a folder of `*.spec.ts` files under tests/. */
export const suites = [...PURE_SUITES, ...SYSTEM_SUITES].map((name) => ({
  name,
  files: [...(FILES[name] ?? [`tests/${name}/**/*.spec.ts`])],
  timeout: TIMEOUT_MS[name]!,
  configure(suite: Suite) {
    if (PREPARED.has(name)) suite.setup(prepareCluster)
  },
}))
