import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a plugin of each kind asks for when its test says nothing. */
const PERMISSIONS = {
  'strategy': ['market-data:read', 'orders:signal'],
  'risk-rule': ['account:read', 'positions:read'],
  'agent': ['market-data:read', 'account:read'],
}
const DEFINE = {
  'strategy': 'defineStrategy',
  'risk-rule': 'defineRiskRule',
  'agent': 'defineAgent',
}

/** A plugin of a test: what its source says between the imports and the end. */
export interface StagePlugin {
  readonly id: string
  readonly kind?: 'strategy' | 'risk-rule' | 'agent'
  readonly version?: string
  /** The third argument of `defineStrategy`, `defineRiskRule` or `defineAgent`. */
  readonly code: string
  readonly permissions?: readonly string[]
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly limits?: Readonly<Record<string, number>>
}

/** Writes the folder of a plugin: its manifest and its source. */
export function writeStagePlugin(folder: string, plugin: StagePlugin): void {
  mkdirSync(join(folder, 'src'), { recursive: true })
  writeFileSync(join(folder, 'aq-plugin.json'), manifestOf(plugin))
  writeFileSync(join(folder, 'src/index.ts'), sourceOf(plugin))
}

function manifestOf(plugin: StagePlugin): string {
  const { id, kind = 'strategy', version = '1.0.0', parameters = {}, limits } = plugin
  const required = PERMISSIONS[kind]
  const permissions = (plugin.permissions ?? required).map((one) => ({
    id: one,
    reason: 'It needs this to work as described.',
  }))
  return JSON.stringify(
    {
      manifestVersion: 1,
      ...{ id, name: 'A plugin', description: 'Made for a test.', version, kind },
      engines: { aq: '>=0.1 <2', sdk: 0 },
      publisher: { id: 'acme', name: 'Acme' },
      ...{ permissions, parameters },
      ...(limits === undefined ? {} : { limits }),
      ...(kind === 'strategy' ? { risk: { shortAllowed: false, leverageMax: 1 } } : {}),
    },
    null,
    2
  )
}

function sourceOf({ kind = 'strategy', code }: StagePlugin): string {
  const define = DEFINE[kind]
  return `import * as sdk from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }
const { ${define}, approve, deny, reduce } = sdk as any
export default ${define}(manifest, (parameters: any, context: any) => {
${code}
})
`
}
