/** The optional walls around live plugins: which of them this machine has. */
import type { Wall } from '#ports/plugin_process.js'
import type { Finding } from './finding.js'

const WORDS: Readonly<Record<Wall['name'], string>> = {
  permission_model: 'no files, programs or threads',
  memory_limit: 'memory limited',
  no_network: 'no network',
  no_new_privileges: 'no new rights',
  killed_first: 'first to go when memory runs out',
  dies_with_host: 'ends with the host',
}

/** Says what live plugins are walled in by, besides process and isolate, which are always there. */
export function examineWalls(walls: readonly Wall[]): Finding {
  const named = (works: boolean) =>
    walls
      .filter((wall) => wall.works === works)
      .map((wall) => ({ ...wall, words: WORDS[wall.name] }))
  const there = named(true)
  const absent = named(false)
  const found = there.length === 0 ? 'none' : there.map(({ words }) => words).join(', ')
  if (absent.length === 0) return { what: 'plugin walls', level: 'ok', found, advice: null }
  const why = absent.map(({ words, detail }) => `"${words}" is absent (${detail})`).join('; ')
  return {
    what: 'plugin walls',
    level: 'warn',
    found,
    advice: `plugins run all the same, with fewer walls: ${why}`,
  }
}
