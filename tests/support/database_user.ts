/** A process that opens the embedded database, says so, and keeps it open until it is ended. */
import { ROOT } from './data_folder.js'
import { openDatabase } from '#adapters/database/open_database.js'

const [dataDir, holdMs] = process.argv.slice(2)
const database = await openDatabase({ root: ROOT, dataDir: dataDir!, databaseUrl: '' })
await database.withClient((client) => client.query('select 1'))
process.stdout.write(`open on ${database.settings.port}\n`)
await new Promise((resolve) => setTimeout(resolve, Number(holdMs ?? 60_000)))
await database.withClient((client) => client.query('select 1'))
await database.close()
process.stdout.write('closed\n')
