/**
 * A process that installs an archive and, at a state that is named, says so and waits to be killed.
 * Arguments: data directory, archive, state (`none` to go through), JSON of what is asked besides.
 */
import { openDatabase } from '#adapters/database/open_database.js'
import { installPlugin } from '#engine/plugin_install/install_plugin.js'
import { createPluginPorts } from '#providers/plugin_runtime.js'
import { ROOT } from './data_folder.js'
import { requestOf } from './plugin_bench.js'

const [dataDir = '', archive = '', stopAt = 'none', asked = '{}'] = process.argv.slice(2)
const database = await openDatabase({ root: ROOT, dataDir, databaseUrl: '' })
const ports = createPluginPorts(database, { root: ROOT, dataDir, workingFolder: dataDir })
const installed = await installPlugin(
  requestOf({ source: { type: 'tarball', path: archive }, ...JSON.parse(asked) }),
  ports,
  {
    state: async (state) => {
      process.stdout.write(`state ${state}\n`)
      if (state === stopAt) await new Promise((resolve) => setTimeout(resolve, 60_000))
    },
  }
)
process.stdout.write(`${JSON.stringify(installed)}\n`)
await database.close()
