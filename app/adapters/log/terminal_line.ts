/** Fields that every line has, and figures that the sentence has said. The file has all of them. */
const UNSAID = new Set([
  ...['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err', 'area', 'severity', 'row', 'span'],
  ...['strategy', 'symbol', 'asked', 'quantity', 'price', 'order'],
])
const COLOURS: Readonly<Record<string, string>> = { warn: '33', error: '31', fatal: '31;1' }

/** A line of the JSON log as a person reads it: `14:02:11 warn trading: the sentence  account=paper`. */
export function terminalLine(json: string, isColoured: boolean): string {
  let fields: Record<string, unknown>
  try {
    fields = JSON.parse(json) as Record<string, unknown>
  } catch {
    return json.trimEnd()
  }
  const { level, time, msg, area, err } = fields
  const clock = typeof time === 'string' ? time.slice(11, 19) : ''
  const word = level === 'info' || typeof level !== 'string' ? '' : `${level} `
  const facts = Object.entries(fields)
    .filter(([name, value]) => !UNSAID.has(name) && value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const sentence = [
    typeof area === 'string' ? `${area}: ` : '',
    typeof msg === 'string' ? msg : '',
    typeof err === 'object' && err !== null && 'message' in err ? `: ${String(err.message)}` : '',
  ].join('')
  const colour = typeof level === 'string' ? COLOURS[level] : undefined
  const told = `${word}${sentence}`
  const shown = isColoured && colour !== undefined ? `\u001b[${colour}m${told}\u001b[0m` : told
  const tail = facts.length === 0 ? '' : `  ${facts.join(' ')}`
  return `${clock} ${shown}${isColoured && tail !== '' ? `\u001b[2m${tail}\u001b[0m` : tail}`
}
