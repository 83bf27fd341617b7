/** A process that runs one plugin as a host does, says its process id, and keeps it busy until it is ended. */
import { join } from 'node:path'
import { bundleLiveSandboxCode } from '#adapters/bundle/sandbox_code.js'
import { ChildPluginLauncher } from '#adapters/sandbox/live/child_plugin_launcher.js'
import { ROOT } from '#tests/support/data_folder.js'
import { specOf } from './plugin_spec.js'

const launcher = new ChildPluginLauncher(
  await bundleLiveSandboxCode({ root: ROOT, cacheFolder: join(ROOT, 'storage/cache/bundles') })
)
const launched = await launcher.launch(specOf(process.argv[2] ?? ''), { exited: () => {} })
if (!launched.ok) throw new Error(JSON.stringify(launched.failure))
void launched.value.ask(JSON.stringify({ type: 'timer', name: 'x', atMs: Date.now() }))
process.stdout.write(`plugin ${launched.value.pid}\n`)
setInterval(() => {}, 1_000)
