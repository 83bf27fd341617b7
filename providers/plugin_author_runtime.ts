/** Everything that the commands of plugin authors use, as one module: see `backtest_runtime.ts`. */
import { join } from 'node:path'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import { PollingWatcher } from '#adapters/folder_watcher/polling_watcher.js'
import { ChildTypeChecker } from '#adapters/typecheck/child_type_checker.js'
import type { DevelopmentPorts } from '#engine/plugin_author/develop_plugin.js'

export { checkSources } from '#engine/plugin_author/check_sources.js'
export { createPlugin } from '#engine/plugin_author/create_plugin.js'
export { developPlugin } from '#engine/plugin_author/develop_plugin.js'
export { knownIds } from '#engine/plugin_author/known_ids.js'
export { newsLines } from '#engine/plugin_author/news_lines.js'
export { trialRequest } from '#engine/plugin_author/trial_request.js'

/** Ports of the author's side that need no database. */
export type AuthorPorts = Omit<DevelopmentPorts, 'backtest'> & {
  readonly places: { readonly root: string; readonly dataDir: string }
}

/** Binds the ports to their adapters. */
export function createAuthorPorts(places: { root: string; dataDir: string }): AuthorPorts {
  const cacheFolder = join(places.dataDir, 'cache')
  return {
    places,
    bundler: new EsbuildPluginBundler({
      root: places.root,
      cacheFolder: join(cacheFolder, 'bundles'),
    }),
    typeChecker: new ChildTypeChecker({
      root: places.root,
      cacheFolder: join(cacheFolder, 'node'),
    }),
    watcher: new PollingWatcher(),
    nowMs: () => performance.now(),
  }
}
