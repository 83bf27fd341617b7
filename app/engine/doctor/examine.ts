import type { OpenDatabase } from '#ports/database.js'
import type { Wall } from '#ports/plugin_process.js'
import { examineDatabase } from './examine_database.js'
import { examineMachine } from './examine_machine.js'
import { examineWalls } from './examine_walls.js'
import type { Finding } from './finding.js'

/** Where the doctor looks. */
export interface Patient {
  readonly root: string
  readonly dataDir: string
  walls(): Promise<readonly Wall[]>
  database(): Promise<OpenDatabase>
}

/** Everything that the product needs on this machine. It starts a process and takes about a second. */
export async function examine({ root, dataDir, walls, database }: Patient): Promise<Finding[]> {
  return [
    ...(await examineMachine(root, dataDir)),
    examineWalls(await walls()),
    ...(await examineDatabase(database)),
  ]
}
