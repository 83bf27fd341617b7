/** A piece of a line: text alone, or text that is stressed, code or a link to the outside. */
export type Inline =
  | { type: 'text' | 'strong' | 'em' | 'code'; text: string }
  | { type: 'link'; text: string; href: string }

/** A part of a text in Markdown. */
export type Block =
  | { type: 'heading'; level: number; inline: Inline[] }
  | { type: 'paragraph' | 'quote'; inline: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'list'; isOrdered: boolean; items: Inline[][] }
  | { type: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { type: 'rule' }

const FENCE = /^\s{0,3}(```|~~~)/
const HEADING = /^\s{0,3}(#{1,6})\s+(.*)$/
const ITEM = /^\s{0,6}(?:([-*+])|(\d{1,3})[.)])\s+(.*)$/
const RULE = /^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/
const DIVIDER = /^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$/
/** Code, image, link, bare address, strong, stressed: the first that fits. */
const INLINE =
  /`([^`\n]{1,500})`|!\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)|\[([^\]\n]{1,200})\]\(\s{0,3}<?((?:[^()\s>]|\([^()\s]{0,200}\)){1,500})>?[^)\n]{0,200}\)|(https?:\/\/[^\s<>"')\]]{0,500}[^\s<>"')\].,;:!?])|\*\*([^*\n]{1,500})\*\*|__([^_\n]{1,500})__|\*([^*\s][^*\n]{0,500})\*|(?<!\w)_([^_\s][^_\n]{0,500})_(?!\w)/g
/** Longest line and longest paragraph that are looked into, characters; what is longer is text alone. */
const LENGTH_MAX = 4_000

/**
 * Reads the Markdown that strangers write: headings, paragraphs, lists, quotes, code, tables, links to http and https.
 * Everything else is text as it stands, HTML too; of an image the words that stand for it are left.
 */
export function readMarkdown(text: string): Block[] {
  const lines = text.split('\n')
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at]!
    const heading = HEADING.exec(line)
    if (line.trim() === '') at++
    else if (FENCE.test(line)) at = readFence(lines, at, blocks)
    else if (heading) {
      blocks.push({
        type: 'heading',
        level: heading[1]!.length,
        inline: readInline(heading[2]!.slice(0, LENGTH_MAX).replace(/ #{1,6}$/, '')),
      })
      at++
    } else if (RULE.test(line)) {
      blocks.push({ type: 'rule' })
      at++
    } else if (ITEM.test(line)) at = readList(lines, at, blocks)
    else if (line.includes('|') && isDivider(lines[at + 1] ?? '')) {
      at = readTable(lines, at, blocks)
    } else at = readText(lines, at, blocks)
  }
  return blocks
}

/** Reads the pieces of a line. Links lead to http or https alone; any other is its text. */
export function readInline(text: string): Inline[] {
  if (text.length > LENGTH_MAX) return [{ type: 'text', text }]
  const pieces: Inline[] = []
  let end = 0
  const put = (piece: Inline) => {
    if (piece.text !== '') pieces.push(piece)
  }
  for (const found of text.matchAll(INLINE)) {
    const [all, code, image, label, target, bare, strong, strong2, em, em2] = found
    put({ type: 'text', text: text.slice(end, found.index) })
    end = found.index + all.length
    const href = safeHref(target ?? bare)
    if (code !== undefined) put({ type: 'code', text: code })
    else if (image !== undefined) put({ type: 'text', text: image })
    else if (label !== undefined) {
      put(href === null ? { type: 'text', text: label } : { type: 'link', text: label, href })
    } else if (bare !== undefined) {
      put(href === null ? { type: 'text', text: bare } : { type: 'link', text: bare, href })
    } else if (strong ?? strong2) put({ type: 'strong', text: (strong ?? strong2)! })
    else put({ type: 'em', text: (em ?? em2)! })
  }
  put({ type: 'text', text: text.slice(end) })
  return pieces
}

function readFence(lines: string[], from: number, blocks: Block[]): number {
  const mark = FENCE.exec(lines[from]!)![1]!
  let end = from + 1
  while (end < lines.length && !lines[end]!.trimStart().startsWith(mark)) end++
  blocks.push({ type: 'code', text: lines.slice(from + 1, end).join('\n') })
  return end + 1
}

function readList(lines: string[], from: number, blocks: Block[]): number {
  const isOrdered = ITEM.exec(lines[from]!)![2] !== undefined
  const items: string[] = []
  let at = from
  for (; at < lines.length && lines[at]!.trim() !== ''; at++) {
    const item = ITEM.exec(lines[at]!)
    if (item) items.push(item[3]!)
    else if (begins(lines[at]!)) break
    else items.push(`${items.pop()} ${lines[at]!.trim()}`)
  }
  blocks.push({ type: 'list', isOrdered, items: items.map(readInline) })
  return at
}

function readTable(lines: string[], from: number, blocks: Block[]): number {
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => readInline(cell.trim()))
  let at = from + 2
  const rows: Inline[][][] = []
  for (; at < lines.length && lines[at]!.includes('|'); at++) rows.push(cells(lines[at]!))
  blocks.push({ type: 'table', head: cells(lines[from]!), rows })
  return at
}

function readText(lines: string[], from: number, blocks: Block[]): number {
  const isQuote = lines[from]!.trimStart().startsWith('>')
  let at = from + 1
  while (at < lines.length && lines[at]!.trim() !== '' && !begins(lines[at]!)) at++
  const text = lines.slice(from, at).map((line) => line.replace(/^\s*>\s?/, '').trim())
  blocks.push({ type: isQuote ? 'quote' : 'paragraph', inline: readInline(text.join(' ')) })
  return at
}

const isDivider = (line: string) => line.length < LENGTH_MAX && DIVIDER.test(line)
const begins = (line: string) =>
  FENCE.test(line) || HEADING.test(line) || ITEM.test(line) || RULE.test(line)

function safeHref(target: string | undefined): string | null {
  if (target === undefined || !URL.canParse(target)) return null
  const url = new URL(target)
  const isPlain = url.username === '' && url.password === ''
  return isPlain && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}
