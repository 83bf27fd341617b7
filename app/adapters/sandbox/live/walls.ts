import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Wall } from '#ports/plugin_process.js'

/** Memory that a child may map for data, bytes; with 1 GB Node cannot reserve its own code range. */
const DATA_BYTES_MAX = 2_000_000_000
const OPEN_FILES_MAX = 64
const PROBE_MS_MAX = 5_000

/** Programs put before Node's own, each adding a wall, and what was found about each. */
export interface Walls {
  /** `['unshare', '-rn', 'prlimit', ...]`; empty where none of them works. */
  readonly prefix: readonly string[]
  readonly found: readonly Wall[]
  /** Whether a guard must kill the children when the host ends, since the system does not. */
  readonly needsGuard: boolean
}

interface Candidate {
  readonly name: Wall['name']
  readonly words: readonly string[]
  readonly does: string
}

const CANDIDATES: readonly Candidate[] = [
  {
    name: 'no_network',
    words: ['unshare', '-rn'],
    does: 'a network namespace of its own, without any way out',
  },
  {
    name: 'memory_limit',
    words: ['prlimit', `--data=${DATA_BYTES_MAX}`, '--core=0', `--nofile=${OPEN_FILES_MAX}`],
    does: `at most 2 GB of data, ${OPEN_FILES_MAX} open files and no core dump`,
  },
  {
    name: 'no_new_privileges',
    words: ['setpriv', '--no-new-privs'],
    does: 'no program can give it more rights',
  },
  {
    name: 'dies_with_host',
    words: ['setpriv', '--pdeathsig', 'KILL'],
    does: 'the system kills it when the host ends, whatever it is busy with',
  },
]

let probed: Promise<Walls> | null = null

/** Tries every optional wall once in this process; the same answer ever after. */
export function probeWalls(): Promise<Walls> {
  probed ??= probe()
  return probed
}

async function probe(): Promise<Walls> {
  const tried = await Promise.all(
    CANDIDATES.map(async (candidate) => ({ candidate, fault: await tryWords(candidate.words) }))
  )
  const alone = new Set(
    tried.filter(({ fault }) => fault === null).map(({ candidate }) => candidate)
  )
  const all = chain(CANDIDATES.filter((candidate) => alone.has(candidate)))
  // Each works alone; one after the other, and around Node itself, they must work as well.
  const together = await tryWords(all)
  const found = tried.map(({ candidate: { name, does }, fault }): Wall => {
    const why = fault ?? together
    return { name, works: why === null, detail: why ?? does }
  })
  const isMortal = found.some(({ name, works }) => name === 'dies_with_host' && works)
  const needsGuard = !isMortal && existsSync('/bin/sh')
  return {
    prefix: together === null ? all : [],
    needsGuard,
    found: [
      ...found.map((wall) => (needsGuard && wall.name === 'dies_with_host' ? GUARDED : wall)),
      { name: 'permission_model', works: true, detail: 'Node opens no file, program or thread' },
      killedFirst(),
    ],
  }
}

/** Programs one after the other; two walls of one program in a row take one start of it. */
function chain(candidates: readonly Candidate[]): string[] {
  return candidates.flatMap(({ words }, nth) =>
    words[0] === candidates[nth - 1]?.words[0] ? words.slice(1) : words
  )
}

const GUARDED: Wall = {
  name: 'dies_with_host',
  works: true,
  detail: 'a shell beside the host kills it when the host ends',
}

/** Starts Node behind `words`; `null` when that works, else why not. */
function tryWords(words: readonly string[]): Promise<string | null> {
  const [program, ...rest] = [...words, process.execPath, '--version']
  return new Promise((resolve) => {
    execFile(
      program as string,
      rest,
      { timeout: PROBE_MS_MAX, env: { PATH: process.env.PATH ?? '' } },
      (error, _stdout, stderr) => {
        if (error === null) return resolve(null)
        const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT'
        const said = stderr.trim().split('\n').at(-1)
        resolve(isAbsent ? `${program} is not installed` : said || `${program} does not work here`)
      }
    )
  })
}

function killedFirst(): Wall {
  const name = 'killed_first'
  const path = `/proc/${process.pid}/oom_score_adj`
  if (!existsSync(path)) return { name, works: false, detail: 'this system has no such order' }
  try {
    // Writing what stands there already changes nothing and shows that it may be written.
    writeFileSync(path, readFileSync(path, 'utf8'))
    return { name, works: true, detail: 'the first to go when the machine runs out of memory' }
  } catch (error) {
    return { name, works: false, detail: (error as Error).message }
  }
}
