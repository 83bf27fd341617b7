/**
 * Writes the table of fields in docs/plugins/manifest.md anew from the JSON Schema of manifests:
 * `node --import=./bin/typescript.mjs bin/manifest_page.ts`. A test fails while the page is behind.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { manifestFields, type Schema } from './docs/manifest_fields.js'

const root = new URL('../', import.meta.url)
const page = new URL('docs/plugins/manifest.md', root)
const schema = new URL('resources/schemas/aq-plugin.schema.json', root)
const table = manifestFields(JSON.parse(readFileSync(schema, 'utf8')) as Schema)
const text = readFileSync(page, 'utf8')
writeFileSync(
  page,
  text.replace(/(<!-- fields -->\n)[^]*(\n<!-- end of fields -->)/, `$1\n${table}\n$2`)
)
