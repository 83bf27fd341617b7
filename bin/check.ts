/**
 * All that must hold before a change is good: `npm test`. First the tools (types, lint, direction
 * of imports, dead code), then every test suite. Each tool counts as one test. The last line is
 * `N passed, N failed`; with CI=true a skipped test is a failed one, because there everything the
 * tests want is supposed to be present.
 *
 * `npm run typecheck` is the part about types. Arguments name checks or suites to run alone.
 */
import { CHECKS, SUITE_STAGES } from './check/list.js'
import { runCheck, runSuites, type Tally } from './check/run.js'

const CONCURRENT_CHECKS = 2

const wanted = process.argv.slice(2)
const isWanted = (names: readonly string[]) =>
  wanted.length === 0 || names.some((name) => wanted.includes(name))

const tally: Tally = { passed: 0, failed: 0, skipped: 0 }
const add = (part: Tally) => {
  tally.passed += part.passed
  tally.failed += part.failed
  tally.skipped += part.skipped
}

const checks = CHECKS.filter((check) => isWanted([check.name, check.group]))
const workers = Array.from({ length: CONCURRENT_CHECKS }, async () => {
  for (let check = checks.shift(); check; check = checks.shift()) add(await runCheck(check))
})
await Promise.all(workers)
for (const stage of SUITE_STAGES) {
  // The first prints as it goes, the others when they have ended.
  const runs = stage.filter(isWanted).map((suites, k) => runSuites(suites, { isLive: k === 0 }))
  for (const part of await Promise.all(runs)) add(part)
}

if (tally.skipped > 0) {
  const inCi = process.env.CI === 'true'
  console.log(`${tally.skipped} skipped${inCi ? ', which counts as failed here' : ''}`)
  if (inCi) tally.failed += tally.skipped
}
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1
