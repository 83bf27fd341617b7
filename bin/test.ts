/**
 * Runs the test suites: `node --import=@poppinss/ts-exec bin/test.ts [suite...] [--files '...']`.
 * Suites that need no application start without one, so a unit spec runs in a fraction of a second.
 */
process.env.NODE_ENV = 'test'

import 'reflect-metadata'
import { configure, processCLIArgs, run } from '@japa/runner'
import { plugins, suites } from '#tests/bootstrap'

processCLIArgs(process.argv.slice(2))
configure({ plugins, suites, forceExit: false })
await run()
