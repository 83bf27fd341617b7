import { corporateActionFault, type CorporateAction } from '#kernel/instrument/corporate_action.js'
import { DAY_MS } from '#kernel/values/instant.js'
import { BarFileRefused, type BarFileProblem } from '#ports/bar_file.js'
import { openByteSource } from './byte_source.js'
import { explainDecimal, parseDecimal } from './decimal.js'
import { decodeUtf8 } from './header.js'
import { shorten } from './row_faults.js'
import { StampReader } from './stamp.js'

const FILE_BYTES_MAX = 4 * 1024 * 1024
const REFUSED_LINES_MAX = 5
const COLUMNS = ['ex_date', 'kind', 'ratio', 'amount'] as const

type Cells = Readonly<Record<(typeof COLUMNS)[number], string>>
type LineFault = Omit<BarFileProblem, 'line'>

/**
 * Reads a CSV file of corporate actions with the columns ex_date, kind, ratio, amount.
 *
 * `kind` is split or dividend; `ratio` is new shares per old share (7 for 7:1); `amount` is cash per
 * share. Returns them oldest first; throws `BarFileRefused` with the faults of the first bad lines.
 */
export async function readActionFile(path: string): Promise<CorporateAction[]> {
  const lines = (await readText(path)).split('\n').map((line) => line.replace(/\r$/, ''))
  const places = readHeader(path, lines[0] ?? '')
  const actions: CorporateAction[] = []
  const problems: BarFileProblem[] = []
  const seen = new Map<string, number>()
  let badLines = 0
  lines.forEach((text, index) => {
    if (index === 0 || text.trim() === '' || badLines === REFUSED_LINES_MAX) return
    const line = index + 1
    const row = text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
    const cells = Object.fromEntries(
      COLUMNS.map((name) => [name, row[places.get(name) ?? -1] ?? ''])
    ) as unknown as Cells
    const parsed = parseAction(cells)
    const faults = Array.isArray(parsed) ? parsed : []
    if (!Array.isArray(parsed)) {
      const key = `${parsed.type} ${parsed.exDay}`
      const message = `has the same day and kind as line ${seen.get(key)}; each must stand once`
      if (seen.has(key)) faults.push({ column: 'ex_date', value: cells.ex_date, message })
      else actions.push(parsed)
      seen.set(key, seen.get(key) ?? line)
    }
    if (faults.length > 0) badLines++
    problems.push(...faults.map((fault) => ({ line, ...fault })))
  })
  if (problems.length > 0) throw new BarFileRefused(path, problems)
  if (actions.length === 0) throw refuse(path, 'has no actions; at least one row is needed')
  return actions.sort((a, b) => a.exDay - b.exDay || (a.type === 'split' ? -1 : 1))
}

async function readText(path: string): Promise<string> {
  const source = await openByteSource(path)
  const blocks: Uint8Array[] = []
  let length = 0
  for await (const block of source.blocks()) {
    length += block.length
    if (length > FILE_BYTES_MAX) {
      throw refuse(path, 'is larger than 4 MB; that is no list of actions')
    }
    blocks.push(block)
  }
  const text = decodeUtf8(Buffer.concat(blocks))
  if (text === null) throw refuse(path, 'is not UTF-8 text; save the file as CSV in UTF-8')
  return text.replace(/^\uFEFF/, '')
}

function readHeader(path: string, line: string): Map<string, number> {
  const names = line.split(',').map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/^"(.*)"$/, '$1')
  )
  const places = new Map(names.map((name, index) => [name, index]))
  const missing = COLUMNS.filter((name) => !places.has(name))
  if (missing.length === 0) return places
  throw new BarFileRefused(
    path,
    missing.map((column) => ({
      line: 1,
      column,
      value: null,
      message: `is missing from the header; it must be ${COLUMNS.join(',')}`,
    }))
  )
}

function parseAction(cells: Cells): CorporateAction | LineFault[] {
  const faults: LineFault[] = []
  const fault = (column: keyof Cells, message: string) =>
    faults.push({ column, value: shorten(cells[column]), message })
  const stamps = new StampReader()
  const stampBytes = Buffer.from(cells.ex_date)
  const isDate = stamps.read(stampBytes, 0, stampBytes.length) === 'date'
  if (!isDate) fault('ex_date', 'is not a date; write it like 2014-06-09')
  const kind = cells.kind.toLowerCase()
  if (kind !== 'split' && kind !== 'dividend') {
    fault('kind', 'is neither split nor dividend')
    return faults
  }
  const [used, unused] =
    kind === 'split' ? (['ratio', 'amount'] as const) : (['amount', 'ratio'] as const)
  if (cells[unused] !== '') fault(unused, `must be empty for a ${kind}`)
  const bytes = Buffer.from(cells[used])
  const value = parseDecimal(bytes, 0, bytes.length)
  const exDay = isDate ? stamps.wallMs / DAY_MS : 0
  const action: CorporateAction =
    kind === 'split'
      ? { type: 'split', exDay, ratio: value }
      : { type: 'dividend', exDay, amount: value }
  if (!Number.isFinite(value)) fault(used, explainDecimal(cells[used]))
  else if (corporateActionFault(action)) fault(used, 'must be above 0')
  else if (action.type === 'split' && action.ratio === 1) {
    fault('ratio', 'changes nothing at 1; write 7 for 7:1')
  }
  return faults.length > 0 ? faults : action
}

function refuse(path: string, message: string): BarFileRefused {
  return new BarFileRefused(path, [{ line: null, column: null, value: null, message }])
}
