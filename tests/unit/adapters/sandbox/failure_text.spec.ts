import { test } from '@japa/runner'
import { failureText } from '#adapters/sandbox/failure_text.js'
import type { SandboxFailure } from '#ports/sandbox.js'

const daily = { atMs: Date.UTC(2014, 2, 4, 23, 59, 59, 999), bar: 212, barsTotal: 1260 }
const intraday = { atMs: Date.UTC(2014, 2, 4, 14, 31), bar: 1, barsTotal: 400 }
const early = { atMs: null, bar: 0, barsTotal: 400 }
const location = { file: 'src/index.ts', line: 12, column: 9 }

const SENTENCES: readonly { failure: SandboxFailure; text: string }[] = [
  {
    failure: {
      type: 'plugin_timed_out',
      plugin: 'momentum',
      where: 'onBar',
      timeoutMs: 10_000,
      ...daily,
    },
    text: 'momentum: onBar did not return within 10 s at 2014-03-04 (bar 212 of 1260): is there an endless loop?',
  },
  {
    failure: {
      type: 'plugin_timed_out',
      plugin: 'momentum',
      where: 'load',
      timeoutMs: 500,
      ...early,
    },
    text: 'momentum: loading it did not end within 500 ms: is there an endless loop?',
  },
  {
    failure: {
      type: 'plugin_threw',
      plugin: 'momentum',
      where: 'onBar',
      message: 'no price',
      stack: [],
      location,
      ...intraday,
    },
    text: 'momentum: onBar threw at 2014-03-04 14:31 UTC (bar 1 of 400): no price (src/index.ts:12:9)',
  },
  {
    failure: {
      type: 'plugin_threw',
      plugin: 'momentum',
      where: 'onStart',
      message: 'fast must be shorter than slow',
      stack: [],
      location: null,
      ...early,
    },
    text: 'momentum: onStart threw: fast must be shorter than slow',
  },
  {
    failure: { type: 'out_of_memory', plugin: 'momentum', where: 'onBar', limitMb: 128, ...daily },
    text: 'momentum: used more memory than the 128 MB it may have, in onBar at 2014-03-04 (bar 212 of 1260)',
  },
  {
    failure: {
      type: 'plugin_not_loadable',
      plugin: 'momentum',
      message: 'x is not defined',
      location,
    },
    text: 'momentum: cannot be loaded: x is not defined (src/index.ts:12:9)',
  },
  {
    failure: { type: 'too_many_signals', signals: 1_000_256, signalsMax: 1_000_000, ...daily },
    text: 'the run made more than the 1000000 signals it may make at 2014-03-04 (bar 212 of 1260)',
  },
  {
    failure: { type: 'run_timed_out', timeoutMs: 90_000, ...daily },
    text: 'the run did not end within 90 s; it was stopped at 2014-03-04 (bar 212 of 1260)',
  },
  {
    failure: { type: 'simulation_failed', message: 'cash must be above 0' },
    text: 'the simulation stopped: cash must be above 0',
  },
  {
    failure: { type: 'job_refused', message: 'a file is damaged' },
    text: 'the run cannot start: a file is damaged',
  },
  {
    failure: { type: 'child_died', detail: 'it ended with code 1' },
    text: 'the sandbox process died: it ended with code 1',
  },
  {
    failure: { type: 'protocol_violation', detail: 'an empty frame' },
    text: 'the sandbox process was stopped because it sent an empty frame; nothing of the run is kept',
  },
  { failure: { type: 'cancelled' }, text: 'the run was cancelled' },
]

test.group('Failure of the sandbox', () => {
  test('says: {text}')
    .with([...SENTENCES])
    .run(({ assert }, { failure, text }) => assert.equal(failureText(failure), text))
})
