/** A manifest with every field, sound in all of them. */
export const MANIFEST: Readonly<Record<string, unknown>> = {
  $schema: '../../../resources/schemas/aq-plugin.schema.json',
  manifestVersion: 1,
  id: 'mean_reversion',
  name: 'Mean reversion',
  description: 'Buys weakness.',
  version: '1.0.0-beta.1',
  kind: 'strategy',
  engines: { aq: '>=0.1 <2', sdk: 0 },
  entry: 'dist/plugin.js',
  publisher: {
    id: 'aq-trading',
    name: 'AQ Trading',
    url: 'https://example.com/aq',
    keyId: '0123456789abcdef',
  },
  license: 'Apache-2.0',
  permissions: [
    { id: 'market-data:read@US.*/1d', reason: 'Reads closes.' },
    { id: 'orders:signal', reason: 'Signals.', optional: false },
  ],
  parameters: {
    length: { type: 'integer', default: 14, min: 2, max: 100, step: 1, unit: 'bars' },
    width: { type: 'number', default: 2.5, min: -1, max: 1e6, step: 0.5, label: 'Width' },
    quick: { type: 'boolean', default: false, description: 'Whether to hurry.' },
    exit: { type: 'choice', default: 'middle', options: ['middle', 'upper'] },
  },
  subscriptions: { timeframes: ['1d', '1h'], maxSymbols: 50 },
  limits: { memoryMb: 64, timeoutMs: 100, logPerMin: 30, storageKb: 64 },
  markets: ['US'],
  assetClasses: ['equity', 'etf'],
  warmupBars: 200,
  determinism: 'deterministic',
  risk: { shortAllowed: true, leverageMax: 2, maxPositionPct: 25 },
  provenance: {
    source: 'https://example.com/aq/mean-reversion',
    commit: '0123456789abcdef0123456789abcdef01234567',
    buildTool: 'plugin:pack',
    sdkVersion: '0.1.0',
  },
}

/** One change that makes the manifest unsound. */
export interface UnsoundField {
  readonly title: string
  readonly path: readonly string[]
  readonly value: unknown
  /** A rule that a JSON Schema cannot say. */
  readonly onlyChecked?: true
}

const field = (title: string, path: string, value: unknown): UnsoundField => ({
  title,
  path: path.split('.'),
  value,
})
const beyond = (title: string, path: string, value: unknown): UnsoundField => ({
  ...field(title, path, value),
  onlyChecked: true,
})

/** Changes of which each alone makes the manifest unsound. */
export const UNSOUND: readonly UnsoundField[] = [
  field('another format', 'manifestVersion', 2),
  field('an id with capitals', 'id', 'Momentum'),
  field('an id in Cyrillic', 'id', 'm\u043ementum'),
  field('an id of two letters', 'id', 'ab'),
  field('an id of 51 letters', 'id', 'a'.repeat(51)),
  field('an id with two dashes', 'id', 'a--bc'),
  field('a blank name', 'name', '   '),
  field('an empty name', 'name', ''),
  field('a long name', 'name', 'x'.repeat(61)),
  field('a name that turns around', 'name', 'a\u202eb'),
  field('a name with nothing in it', 'name', 'a\u200bb'),
  field('a name with half a character', 'name', 'a\ud800'),
  field('a name with a tag', 'name', 'a\u{e0041}'),
  field('a name with a line break', 'name', 'a\nb'),
  field('a name with an odd space', 'name', 'a\u00a0b'),
  field('a name that is a number', 'name', 7),
  field('a long description', 'description', 'x'.repeat(281)),
  field('a version without patch', 'version', '1.0'),
  field('a version with build metadata', 'version', '1.0.0+5'),
  field('a version with a leading zero', 'version', '1.02.0'),
  field('a kind that does not run', 'kind', 'indicator'),
  field('a kind that does not exist', 'kind', 'robot'),
  field('engines that are missing', 'engines', undefined),
  field('engines that are a text', 'engines', '>=1'),
  field('a range that is none', 'engines.aq', '>>1'),
  field('a version of the kit below 0', 'engines.sdk', -1),
  field('half a version of the kit', 'engines.sdk', 0.5),
  field('an unknown engine', 'engines.node', '24'),
  field('another entry', 'entry', 'dist/other.js'),
  field('a publisher without id', 'publisher.id', undefined),
  field('a publisher at http', 'publisher.url', 'http://example.com'),
  field('a publisher at javascript', 'publisher.url', 'javascript:alert(1)'),
  field('a publisher behind another', 'publisher.url', 'https://good.com@evil.com/'),
  field('a key in capitals', 'publisher.keyId', '0123456789ABCDEF'),
  field('permissions that are an object', 'permissions', {}),
  field('41 permissions', 'permissions', Array(41).fill({ id: 'log', reason: 'a' })),
  field('a permission that is a text', 'permissions.0', 'log'),
  field('a permission without reason', 'permissions.0.reason', undefined),
  field('a permission in capitals', 'permissions.0.id', 'LOG'),
  field('a permission with a space', 'permissions.0.id', 'net:connect@a b'),
  field('optional that is a text', 'permissions.0.optional', 'yes'),
  field('parameters that are a list', 'parameters', []),
  field('a parameter with a dash', 'parameters.a-b', { type: 'boolean', default: true }),
  field('a parameter without default', 'parameters.length.default', undefined),
  field('a parameter of no type', 'parameters.length.type', 'float'),
  field('a whole number with a fraction', 'parameters.length.default', 1.5),
  field('a number beyond all', 'parameters.width.max', 1e16),
  field('a step of 0', 'parameters.width.step', 0),
  field('bounds of a boolean', 'parameters.quick.min', 0),
  field('a choice without options', 'parameters.exit.options', undefined),
  field('a choice of nothing', 'parameters.exit.options', []),
  field('the same choice twice', 'parameters.exit.options', ['middle', 'middle']),
  field('a unit of 41 letters', 'parameters.length.unit', 'x'.repeat(41)),
  field('a timeframe that is none', 'subscriptions.timeframes', ['3d']),
  field('a timeframe twice', 'subscriptions.timeframes', ['1d', '1d']),
  field('no symbols', 'subscriptions.maxSymbols', 0),
  field('memory of 7 MB', 'limits.memoryMb', 7),
  field('memory of 129 MB', 'limits.memoryMb', 129),
  field('a timeout of 4 ms', 'limits.timeoutMs', 4),
  field('a timeout of 1001 ms', 'limits.timeoutMs', 1001),
  field('a limit that is null', 'limits.logPerMin', null),
  field('storage of 11 MB', 'limits.storageKb', 11_000),
  field('an unknown limit', 'limits.cpu', 1),
  field('a market that is none', 'markets', ['XX']),
  field('markets that are a text', 'markets', 'US'),
  field('an asset class that is none', 'assetClasses', ['option']),
  field('a warm-up below 0', 'warmupBars', -1),
  field('a strategy that depends on the outside', 'determinism', 'external'),
  field('leverage of 0', 'risk.leverageMax', 0),
  field('leverage of 21', 'risk.leverageMax', 21),
  field('shorts that are a text', 'risk.shortAllowed', 'yes'),
  field('positions of 0 %', 'risk.maxPositionPct', 0),
  field('an unknown bound', 'risk.lossMax', 1),
  field('a commit that is a branch', 'provenance.commit', 'main'),
  field('a repository by git', 'provenance.source', 'git@example.com:a/b'),
  field('a field that does not exist', 'config', {}),
  beyond('a name that is not in normal form', 'name', 'Cafe\u0301'),
  beyond('a permission that does not exist', 'permissions.0.id', 'orders:signl'),
  beyond('a permission that the kind never gets', 'permissions.0.id', 'orders:place'),
  beyond('a permission twice', 'permissions.0.id', 'orders:signal'),
  beyond('a default out of bounds', 'parameters.length.default', 1),
  beyond('min above max', 'parameters.width.min', 2e6),
  beyond('a default that is no option', 'parameters.exit.default', 'lower'),
]

/** The manifest with one field at a path changed; `undefined` takes the field away. */
export function withField(
  manifest: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: unknown
): Record<string, unknown> {
  const copy = structuredClone(manifest) as Record<string, unknown>
  let at = copy
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>
  const last = path.at(-1) as string
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy
}
