/**
 * `npm run bench`: every figure that the project promises, beside its bound and others' published
 * figures. Name parts to run only those: `npm run bench -- engine whole_process`; some have parts of their
 * own: `panel:dashboard`.
 */
import { cpus, totalmem } from 'node:os'
import type { Figure } from './figure.js'
import { referenceMs } from './reference_work.js'

const PARTS = [
  'engine',
  'bars_import',
  'bars_read',
  'whole_process',
  'plugin_install',
  'plugin_child',
  'trading',
  'streams',
  'panel',
] as const

/** Each part that was named, with the parts of it that were. */
const asked = new Map<string, string[]>()
for (const text of process.argv.slice(2)) {
  const [name = '', ...within] = text.split(':')
  asked.set(name, [...(asked.get(name) ?? []), ...within])
}
const unknown = [...asked.keys()].filter((name) => !(PARTS as readonly string[]).includes(name))
if (unknown.length > 0) {
  console.error(`there is no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}`)
  process.exit(2)
}

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}`
)
let missed = 0
for (const part of PARTS) {
  if (asked.size > 0 && !asked.has(part)) continue
  console.log(`\n${part}`)
  const before = referenceMs()
  const { run } = (await import(`./${part}.ts`)) as {
    run: (within: readonly string[]) => Promise<Figure[]>
  }
  for (const figure of await run(asked.get(part) ?? [])) {
    if (!isReached(figure)) missed++
    console.log(line(figure))
  }
  const spans = `${before.toFixed(0)} ms before, ${referenceMs().toFixed(0)} ms after`
  console.log(`  ${'reference work, to compare runs'.padEnd(52)}  ${spans}`)
}
console.log(missed === 0 ? '\nevery bound is reached' : `\n${missed} bounds are not reached`)

function isReached({ value, target, isUpperBound }: Figure): boolean {
  return target === null || (isUpperBound === true ? value <= target : value >= target)
}

function line(figure: Figure): string {
  const { name, value, unit, target, isUpperBound } = figure
  const shown = `${number(value)} ${unit}`.padStart(22)
  if (target === null) return `  ${name.padEnd(52)}${shown}`
  const sign = isUpperBound === true ? '<=' : '>='
  const bound = `${sign} ${number(target)}`.padStart(14)
  return `  ${name.padEnd(52)}${shown}${bound}  ${isReached(figure) ? 'reached' : 'MISSED'}`
}

function number(value: number): string {
  return value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en-US')
}
