/**
 * Runs lines of `node ace` one after the other, each in an application of its own: what a fresh process loads in a
 * second is loaded once. A line comes as a message, its end goes back as one.
 */
import '../../bin/without_proto.js'
import '../../bin/small_young.js'
import 'reflect-metadata'
import { Readable } from 'node:stream'
import { runAceLine } from '../../bin/ace_line.js'
import type { AceLine } from './ace_lines.js'

const IDLE_MS = 15_000

const write = { stdout: process.stdout.write, stderr: process.stderr.write }
const idle = setTimeout(() => process.exit(), IDLE_MS)
// Every application listens for signals.
process.setMaxListeners(0)
process.once('disconnect', () => process.exit())
process.on('message', (line: AceLine) => void run(line))

async function run({ argv, input }: AceLine): Promise<void> {
  idle.refresh()
  const stdin = { value: Readable.from(input === '' ? [] : [input]), configurable: true }
  Object.defineProperty(process, 'stdin', stdin)
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = ((text: string | Uint8Array, ...rest: unknown[]) => {
      said[name] += typeof text === 'string' ? text : Buffer.from(text).toString()
      const done = rest.at(-1)
      if (typeof done === 'function') process.nextTick(done as () => void)
      return true
    }) as typeof process.stdout.write
  }
  process.exitCode = undefined
  await runAceLine([...argv])
  const code = Number(process.exitCode ?? 0)
  Object.assign(process.stdout, { write: write.stdout })
  Object.assign(process.stderr, { write: write.stderr })
  process.exitCode = undefined
  process.send!({ code, ...said })
  idle.refresh()
}
