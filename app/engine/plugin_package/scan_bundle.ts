/**
 * What stands out in a bundle, for the person who is asked for consent.
 *
 * The scan informs and never refuses. It looks at the text, so a comment or a message can match, and
 * whoever wants to hide a word can: what code is able to do is decided by the sandbox, which has none
 * of what is looked for here.
 */
export interface ScanFinding {
  readonly rule: ScanRule
  /** Place of the first match in `dist/plugin.js`, both from 1. */
  readonly line: number
  readonly column: number
  /** How many matches there are. */
  readonly count: number
  /** Half a sentence for people: what was found, and what it comes to. */
  readonly message: string
}

type ScanRule =
  | 'require'
  | 'dynamic_import'
  | 'eval'
  | 'function_constructor'
  | 'web_assembly'
  | 'shared_memory'
  | 'process'
  | 'escaped_letters'
  | 'obfuscated_names'
  | 'packed_data'

interface Rule {
  readonly rule: ScanRule
  readonly pattern: RegExp
  /** Fewest matches that are worth telling. */
  readonly atLeast: number
  readonly message: string
}

const RULES: readonly Rule[] = [
  rule('require', /(?<![\w$.])require\s*\(/g, 'asks for modules with require(), which is absent'),
  rule('dynamic_import', /(?<![\w$.])import\s*\(/g, 'loads modules with import(), which fails'),
  rule('eval', /(?<![\w$])eval\b/g, 'names eval, which throws'),
  rule(
    'function_constructor',
    /(?<![\w$])(?:new\s+)?(?:Async|Generator|AsyncGenerator)?Function\s*\(|\.constructor\s*\.\s*constructor\b/g,
    'makes functions from text, which throws'
  ),
  rule('web_assembly', /(?<![\w$])WebAssembly\b/g, 'names WebAssembly, which is absent'),
  rule(
    'shared_memory',
    /(?<![\w$])(?:SharedArrayBuffer|Atomics)\b/g,
    'names shared memory, which is absent'
  ),
  rule('process', /(?<![\w$.])process\s*(?:\.|\[)/g, 'reaches for process, which is absent'),
  // Printable letters need no escape: bundlers never write one, hiding a word does.
  rule(
    'escaped_letters',
    /\\(?:u00|u\{0*|x)(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/gi,
    'spells plain letters as escapes, as code that hides does'
  ),
  rule(
    'obfuscated_names',
    /(?<![\w$])_0x[0-9a-f]{2,}\b/gi,
    'looks as if an obfuscator had written it',
    10
  ),
  rule('packed_data', /[A-Za-z0-9+/]{600,}={0,2}/g, 'carries long packed data'),
]

/** The findings of a bundle, in the order of the rules; a bundle of 2 MB takes some milliseconds. */
export function scanBundle(bundle: Uint8Array): ScanFinding[] {
  const text = Buffer.from(bundle).toString('latin1')
  const findings: ScanFinding[] = []
  for (const { rule: name, pattern, atLeast, message } of RULES) {
    let first = -1
    let count = 0
    for (const match of text.matchAll(pattern)) {
      if (count === 0) first = match.index
      count += 1
    }
    if (count >= atLeast) findings.push({ rule: name, ...placeOf(text, first), count, message })
  }
  return findings
}

function rule(name: ScanRule, pattern: RegExp, message: string, atLeast = 1): Rule {
  return { rule: name, pattern, message, atLeast }
}

function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index)
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') }
}
