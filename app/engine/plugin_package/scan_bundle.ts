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
  | 'constructor_chain'
  | 'web_assembly'
  | 'shared_memory'
  | 'process'
  | 'escaped_letters'
  | 'obfuscated_names'
  | 'packed_data'

interface Rule {
  readonly rule: ScanRule
  /** A text without which there is no match: looking for it is much faster. */
  readonly hint: string
  readonly pattern: RegExp
  /** Half a sentence: what was found, and what it comes to. */
  readonly message: string
  /** Fewest matches that are worth telling. */
  readonly atLeast?: number
}

const RULES: readonly Rule[] = [
  {
    rule: 'require',
    hint: 'require',
    pattern: /(?<![\w$.])require\s*\(/g,
    message: 'asks for modules with require(), which is absent',
  },
  {
    rule: 'dynamic_import',
    hint: 'import',
    pattern: /(?<![\w$.])import\s*\(/g,
    message: 'loads modules with import(), which fails',
  },
  {
    rule: 'eval',
    hint: 'eval',
    pattern: /(?<![\w$])eval\b/g,
    message: 'names eval, which throws',
  },
  {
    rule: 'function_constructor',
    hint: 'Function',
    pattern: /(?<![\w$])(?:new\s+)?(?:Async|Generator|AsyncGenerator)?Function\s*\(/g,
    message: 'makes functions from text, which throws',
  },
  {
    rule: 'constructor_chain',
    hint: 'constructor',
    pattern: /\.constructor\s*\.\s*constructor\b/g,
    message: 'reaches for the maker of functions, which throws',
  },
  {
    rule: 'web_assembly',
    hint: 'WebAssembly',
    pattern: /(?<![\w$])WebAssembly\b/g,
    message: 'names WebAssembly, which is absent',
  },
  {
    rule: 'shared_memory',
    hint: 'SharedArrayBuffer',
    pattern: /(?<![\w$])SharedArrayBuffer\b/g,
    message: 'names shared memory, which is absent',
  },
  {
    rule: 'process',
    hint: 'process',
    pattern: /(?<![\w$.])process\s*(?:\.|\[)/g,
    message: 'reaches for process, which is absent',
  },
  {
    // Printable letters need no escape: bundlers never write one, hiding a word does.
    rule: 'escaped_letters',
    hint: '\\',
    pattern: /\\(?:u00|u\{0*|x)(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/gi,
    message: 'spells plain letters as escapes, as code that hides does',
  },
  {
    rule: 'obfuscated_names',
    hint: '_0x',
    pattern: /(?<![\w$])_0x[0-9a-f]{2,}\b/gi,
    message: 'looks as if an obfuscator had written it',
    atLeast: 10,
  },
]

/** The findings of a bundle, in the order of the rules; a bundle of 2 MB takes some milliseconds. */
export function scanBundle(bundle: Uint8Array): ScanFinding[] {
  const text = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.length).toString('latin1')
  const findings: ScanFinding[] = []
  for (const { rule, hint, pattern, message, atLeast = 1 } of RULES) {
    if (!text.includes(hint)) continue
    let first = -1
    let count = 0
    for (const match of text.matchAll(pattern)) {
      if (count === 0) first = match.index
      count += 1
    }
    if (count >= atLeast) findings.push({ rule, ...placeOf(text, first), count, message })
  }
  const packed = packedRuns(text)
  if (packed.length > 0) {
    const place = placeOf(text, packed[0] as number)
    const message = 'carries long packed data'
    findings.push({ rule: 'packed_data', ...place, count: packed.length, message })
  }
  return findings
}

const PACKED_LENGTH = 600

/** Where runs of at least 600 characters of base64 begin. Looks at every 600th character: a run holds one. */
function packedRuns(text: string): number[] {
  const starts: number[] = []
  for (let at = PACKED_LENGTH - 1; at < text.length; at += PACKED_LENGTH) {
    if (!isBase64(text.charCodeAt(at))) continue
    let start = at
    while (start > 0 && isBase64(text.charCodeAt(start - 1))) start -= 1
    while (isBase64(text.charCodeAt(at + 1))) at += 1
    if (at - start >= PACKED_LENGTH - 1) starts.push(start)
  }
  return starts
}

function isBase64(code: number): boolean {
  const isLetter = (code | 32) >= 97 && (code | 32) <= 122
  return isLetter || (code >= 48 && code <= 57) || code === 43 || code === 47
}

function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index)
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') }
}
