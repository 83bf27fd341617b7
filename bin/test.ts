/**
 * Runs the test suites: `node --import=./bin/typescript.mjs bin/test.ts [suite...] [--files '...']`.
 * Suites that need no application start without one, so a unit spec runs in a fraction of a second.
 * With AQ_TEST_SUMMARY naming a file, the counts and each spec file's seconds are written there as
 * JSON.
 */
process.env.NODE_ENV = 'test'

import 'reflect-metadata'
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { configure, processCLIArgs, run } from '@japa/runner'
import { dot, ndjson, spec } from '@japa/runner/reporters'
import type { NamedReporterContract } from '@japa/runner/types'
import { plugins, suites } from '#tests/bootstrap.js'

const summary: NamedReporterContract = {
  name: 'summary',
  handler(runner, emitter) {
    const seconds: Record<string, number> = {}
    let startedAt = 0
    emitter.on('group:start', () => {
      startedAt = performance.now()
    })
    // A group's hooks count too: starting a server is often the longest part of a file.
    emitter.on('group:end', ({ meta }) => {
      const file = relative(process.cwd(), String(meta.fileName))
      seconds[file] = (seconds[file] ?? 0) + (performance.now() - startedAt) / 1000
    })
    emitter.on('runner:end', () => {
      const path = process.env.AQ_TEST_SUMMARY
      const { aggregates } = runner.getSummary()
      if (path) writeFileSync(path, JSON.stringify({ ...aggregates, seconds }))
    })
  },
}

processCLIArgs(process.argv.slice(2))
configure({
  plugins,
  suites,
  forceExit: false,
  reporters: {
    activated: process.env.AQ_TEST_SUMMARY ? ['dot', 'summary'] : ['spec'],
    list: [spec(), dot(), ndjson(), summary],
  },
})
await run()
