import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Asks for something that is not to be seen while it is typed; `null` when left with Ctrl+C. */
export async function hiddenQuestion(text: string): Promise<string | null> {
  process.stdout.write(`${text} (not shown): `)
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silence, terminal: true })
  const left = new AbortController()
  terminal.once('SIGINT', () => left.abort())
  terminal.once('close', () => left.abort())
  try {
    return await terminal.question('', { signal: left.signal })
  } catch (error) {
    if (!left.signal.aborted) throw error
    return null
  } finally {
    terminal.close()
    process.stdout.write('\n')
  }
}
