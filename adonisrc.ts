import { defineConfig } from '@adonisjs/core/app'

/** What AdonisJS loads for each way of running: web server, ace command, test. */
export default defineConfig({
  // Lucid's own commands stay out: `node ace migrate` knows hypertables and the embedded server.
  commands: [() => import('#start/command_line')],

  providers: [
    () => import('@adonisjs/core/providers/app_provider'),
    {
      file: () => import('@adonisjs/core/providers/repl_provider'),
      environment: ['repl', 'test'],
    },
    () => import('@adonisjs/core/providers/vinejs_provider'),
    // Commands do without: migrations load Lucid themselves, and it costs each command 0.2 s.
    {
      file: () => import('@adonisjs/lucid/database_provider'),
      environment: ['web', 'repl', 'test'],
    },
    () => import('#providers/database_provider'),
    { file: () => import('@adonisjs/session/session_provider'), environment: ['web'] },
    { file: () => import('@adonisjs/shield/shield_provider'), environment: ['web'] },
    { file: () => import('@adonisjs/limiter/limiter_provider'), environment: ['web'] },
    { file: () => import('@adonisjs/transmit/transmit_provider'), environment: ['web'] },
    () => import('#providers/settings_provider'),
    () => import('#providers/market_data_provider'),
    () => import('#providers/backtest_provider'),
    () => import('#providers/gateway_provider'),
    () => import('#providers/plugin_provider'),
    () => import('#providers/plugin_author_provider'),
    () => import('#providers/plugin_package_provider'),
    () => import('#providers/registry_provider'),
    () => import('#providers/plugin_host_provider'),
    () => import('#providers/trading_provider'),
    () => import('#providers/identity_provider'),
    { file: () => import('#providers/health_provider'), environment: ['web'] },
    { file: () => import('#providers/panel_provider'), environment: ['web'] },
    { file: () => import('#providers/server_provider'), environment: ['web'] },
    // After the server: at the end streams say goodbye before connections are closed.
    { file: () => import('#providers/stream_provider'), environment: ['web'] },
  ],

  preloads: [
    { file: () => import('#start/routes'), environment: ['web', 'test'] },
    { file: () => import('#start/kernel'), environment: ['web', 'test'] },
  ],

  directories: { commands: 'app/commands' },

  metaFiles: [
    // The sandbox bundles the kernel, its child and the author kit from source, in a build as well.
    { pattern: 'app/**/*.ts', reloadServer: false },
    { pattern: 'bin/sandbox_child.ts', reloadServer: false },
    { pattern: 'resources/**/*', reloadServer: false },
    { pattern: 'plugins/**/*', reloadServer: false },
  ],

  tests: { suites: [], forceExit: false },
})
