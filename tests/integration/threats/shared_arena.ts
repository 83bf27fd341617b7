import type { Group } from '@japa/runner/core'
import { Arena } from './arena.js'

/** Groups that want the arena and have not finished. All are known before the first one runs. */
let users = 0
let opened: Promise<Arena> | null = null

/**
 * The arena for a group of tests: one for all groups of the process, closed after the last. To be
 * called while the group is declared; answers a function that gives the arena once tests run.
 */
export function useArena(group: Group): () => Arena {
  let arena: Arena | null = null
  users++
  group.setup(async () => {
    opened ??= Arena.open()
    arena = await opened
    return async () => {
      users--
      if (users > 0 || opened === null) return
      opened = null
      await arena?.close()
    }
  })
  return () => {
    if (arena === null) throw new Error('the arena opens when the group begins')
    return arena
  }
}
