import { globSync, readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { messages } from '@vinejs/vine/defaults'
import { sentencesOf, type HostSentence } from '#tests/support/host_sentences.js'

/** Where sentences are written that the panel never shows, and why. */
const NEVER_SHOWN: readonly (readonly [place: RegExp, why: string])[] = [
  [/^(?:start|app\/commands)\//, 'the terminal and the document of the API'],
  [/^app\/controllers\/(?:home|api\/document)\//, 'pages of their own'],
  [/^app\/controllers\/(?:panel|run_reports)_controller/, 'pages of their own'],
  [/^app\/controllers\/api\/identity\/attempts/, 'names of counters'],
  [/^app\/middleware\/(?:host_guard|security_headers|page_access)/, 'pages of their own'],
  [/^app\/engine\/(?:report|plugin_author|plugin_lock)\//, 'the report file; tools of authors'],
  [/^app\/engine\/market_data\/(?!load_series|nearest|live)/, 'imports, from the terminal alone'],
  [/^app\/engine\/market_data\/live\/(?:keep_market|market_report)/, 'the terminal'],
  [/^app\/engine\/plugin\/(?:check_|strict_json|read_manifest|describe_plugin)/, 'told to authors'],
  [/^app\/engine\/plugin_package\/(?!scan_bundle)/, 'faults of packages, told to authors'],
  [/^app\/engine\/plugin_permissions\/(?:capability_table|permission_faults)/, 'told to authors'],
  [/^app\/engine\/plugin_install\/(?:details_text|install_texts)/, 'the terminal'],
  [/^app\/engine\/plugin_install\/(?:repair|verify|audit)_plugins/, 'the terminal'],
  [
    /^app\/engine\/plugin_registry\/(?:build_index|sign_index|index_folder|offered_)/,
    'the terminal',
  ],
  [/^app\/engine\/(?:progress_line|traces\/trace_ladder|backtest\/command_text)/, 'the terminal'],
  [/^app\/engine\/settings\/sections\//, 'worded by key in settings.json, see below'],
  [/^app\/kernel\/(?:calendar|market\/bar)/, 'names of holidays; imports'],
  [/^app\/ports\/bar_file/, 'imports'],
  [/^app\/adapters\/(?:typecheck|bundle|plugin_package)\//, 'tools of authors'],
  [/^app\/adapters\/(?:database|log|secret|panel|health|identity|passkey)\//, 'the start; the log'],
  [/^app\/adapters\/market_data\//, 'imports, from the terminal alone'],
  [/^app\/adapters\/plugin_network\//, 'answered to plugins, not to people'],
  [/^app\/adapters\/sandbox\/(?!failure_text)/, 'what a child process said, kept word for word'],
  [/^providers\/(?:server|plugin|plugin_host|settings|identity)_provider/, 'the terminal; the log'],
]

/** Texts of several words that no person is meant to read. */
const NO_SENTENCES: readonly RegExp[] = [
  /^(?:application|text)\/|^attachment; /,
  /^(?:array_position|starts_with|\(extract|to_timestamp|state_at|again_at|\(symbol, at|\(feed, symbol)/,
  /order by account, name|where (?:account|creation_key) =|^told_bars /,
  /^export const x|^asked for$|^nobody has this password$|^AQ Trading:|^aq-\{\} pid=/,
  /^co\.uk org\.uk|^none, (?:per-order|fixed):/,
]

interface Catalogue {
  [area: string]: Record<string, string>
}

/** What the panel says in Chinese by the host's English. */
function chinese(): Catalogue {
  return JSON.parse(readFileSync('frontend/i18n/sayings/zh-CN.json', 'utf8')) as Catalogue
}
let found: readonly HostSentence[] | null = null
const hostSentences = () => {
  const sources = ['app', 'providers', 'start', 'plugins/examples/*/src']
  return (found ??= sentencesOf(sources.map((folder) => `${folder}/**/*.ts`)))
}
/** What the manifests of the plugins say that come with the platform. */
const manifestTexts = () =>
  globSync('plugins/examples/*/aq-plugin.json').flatMap((file) => {
    const { name, description, parameters, permissions } = JSON.parse(
      readFileSync(file, 'utf8')
    ) as {
      name: string
      description: string
      parameters: Record<string, Record<string, string | undefined>>
      permissions: { reason: string }[]
    }
    const declared = Object.values(parameters).flatMap(({ label, description: says, unit }) => [
      label,
      says,
      unit,
    ])
    const texts = [name, description, ...declared, ...permissions.map(({ reason }) => reason)]
    return texts.filter((text) => text !== undefined).filter((text) => !/^[A-Z]+$/.test(text))
  })
const holesAlike = (form: string) => form.replace(/\{\d\}/g, '{}')

test.group('what the host says', () => {
  test('is there in Chinese, sentence by sentence', ({ assert }) => {
    const known = new Set(
      Object.values(chinese()).flatMap((area) => Object.keys(area).map(holesAlike))
    )
    const missing = hostSentences()
      .filter(({ file }) => !NEVER_SHOWN.some(([place]) => place.test(file)))
      .filter(({ form }) => !NO_SENTENCES.some((one) => one.test(form)))
      .filter(({ form }) => !known.has(form))
      .map(({ form, file, line }) => `${file}:${line} ${form}`)
    assert.deepEqual(missing, [], 'add them to frontend/i18n/sayings/zh-CN.json')
  }).timeout(60_000)

  test('is what the Chinese texts are of: none is of a sentence that is gone', ({ assert }) => {
    const said = new Set(hostSentences().map(({ form }) => form))
    // Single words and what is put together of them are not found in the source.
    const gone = Object.entries(chinese())
      .filter(([area]) => !['phrases', 'parts', 'input', 'examples'].includes(area))
      .flatMap(([, area]) => Object.keys(area))
      .filter((form) => !said.has(holesAlike(form)))
    assert.deepEqual(gone, [])
  }).timeout(60_000)

  test('of the plugins that come with it is there in Chinese too', ({ assert }) => {
    const known = new Set(Object.keys(chinese().examples!))
    const missing = manifestTexts().filter((text) => !known.has(text))
    assert.deepEqual(missing, [])
  })

  test('of input that cannot be is there in Chinese too', ({ assert }) => {
    const source = globSync('app/validators/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('')
    const used = new Set(Array.from(source.matchAll(/\.(\w+)\(/g), ([, rule]) => rule!))
    const known = new Set(Object.keys(chinese().input!).map(holesAlike))
    const missing = Object.entries(messages)
      .filter(([rule]) => rule === 'required' || used.has(rule.split('.').at(-1)!))
      .filter(([rule]) => !rule.includes('.') || used.has(rule.split('.')[0]!))
      .map(([, text]) => text.replace(/\{\{ \w+ \}\}/g, '{}'))
      .filter((text) => !known.has(text))
    assert.deepEqual(missing, [])
  })

  test('of settings is there in Chinese by their keys', ({ assert }) => {
    const { item } = (
      JSON.parse(readFileSync('frontend/i18n/locales/zh-CN/settings.json', 'utf8')) as {
        settings: { item: unknown }
      }
    ).settings
    const keys = globSync('app/engine/settings/sections/*.ts').flatMap((file) =>
      Array.from(readFileSync(file, 'utf8').matchAll(/^ {4}key: '([\w.]+)'/gm), ([, key]) => key!)
    )
    assert.isAbove(keys.length, 20)
    const missing = keys.filter((key) => !hasTexts(item, key))
    assert.deepEqual(missing, [])
  })
})

function hasTexts(item: unknown, key: string): boolean {
  const texts = key
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], item)
  const { label, says } = (texts ?? {}) as { label?: string; says?: string }
  return Boolean(label) && Boolean(says)
}
