import { createHash } from 'node:crypto'
import type { PluginSpec } from '#ports/plugin_process.js'

/** What a launcher is given to run an agent's script as it stands. */
export function specOf(script: string): PluginSpec {
  const code = Buffer.from(script)
  const about = { kind: 'agent', pluginId: 'bare', environment: 'example', parameters: {} }
  return {
    id: 'bare',
    version: '1.0.0',
    code,
    sha256: createHash('sha256').update(code).digest('hex'),
    sourceMap: null,
    setup: JSON.stringify({ ...about, seed: 1, atMs: 1_700_000_000_000, logPerMin: 60 }),
    limits: {
      memoryMb: 32,
      timeoutMs: 1_000,
      logPerMin: 60,
      textBytesMax: 65_536,
      queueMax: 100,
    },
  }
}
