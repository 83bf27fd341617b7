/**
 * Who may import whom. The kernel is a room without windows; ports are its sockets; engine works
 * through ports only; adapters know one outside thing each; providers alone know everybody.
 */
const ROOT = process.env.AQ_CRUISE_ROOT ?? ''
const at = (path) => `^${ROOT}${path}`

module.exports = {
  forbidden: [
    {
      name: 'could-not-resolve',
      comment: 'An import that cannot be found would make every other rule blind to it.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-circle',
      comment: 'Files that need each other are one file, or lack a third.',
      severity: 'error',
      from: { path: at('(app|bin|config|providers|start|plugins)/') },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-is-pure',
      comment:
        'The kernel imports nothing outside its folder: no Node.js, no package, no neighbour.',
      severity: 'error',
      from: { path: at('app/kernel/') },
      to: { pathNot: at('app/kernel/') },
    },
    {
      name: 'ports-know-only-the-kernel',
      comment: 'A port is an interface: kernel, other ports, and types of a driver it hands out.',
      severity: 'error',
      from: { path: at('app/ports/') },
      to: { pathNot: [at('app/(kernel|ports)/'), 'node_modules/(@types/)?pg/'] },
    },
    {
      name: 'engine-works-through-ports',
      comment: 'The engine reaches the world through ports that providers fill.',
      severity: 'error',
      from: { path: at('app/engine/') },
      to: {
        path: at(
          '(app/(adapters|controllers|commands|middleware|models|policies)|providers|start|config)/'
        ),
      },
    },
    {
      name: 'adapters-serve',
      comment: 'An adapter fills a port; it does not steer the engine or the web.',
      severity: 'error',
      from: { path: at('app/adapters/') },
      to: {
        path: at('(app/(engine|controllers|commands|middleware|policies)|providers|start|config)/'),
      },
    },
    {
      name: 'adapters-are-strangers',
      comment: 'An adapter does not know its neighbours.',
      severity: 'error',
      from: { path: at('app/adapters/([^/]+)/') },
      to: { path: at('app/adapters/([^/]+)/'), pathNot: at('app/adapters/$1/') },
    },
    {
      name: 'paper-stands-alone',
      comment:
        'The paper broker knows no other broker and no way out: no socket, no process, no package.',
      severity: 'error',
      from: { path: at('app/adapters/broker/paper/') },
      to: {
        pathNot: [at('app/adapters/broker/paper/'), at('app/(kernel|ports)/'), '^(node:)?crypto$'],
      },
    },
    {
      name: 'paper-reaches-no-other-broker',
      comment: 'What trades on paper cannot make the session of a real broker, by no detour.',
      severity: 'error',
      from: { path: at('(app/adapters/broker/paper/|providers/trading_runtime)') },
      to: { path: at('app/adapters/broker/(?!paper/)'), reachable: true },
    },
    {
      name: 'the-web-and-commands-use-the-engine',
      comment: 'Controllers and commands get adapters from the container, never by import.',
      severity: 'error',
      from: { path: at('app/(controllers|commands|middleware|policies|validators|transformers)/') },
      to: { path: at('(app/adapters|providers)/') },
    },
    {
      name: 'nobody-imports-providers',
      comment: 'Providers are where things are put together, by adonisrc.ts alone.',
      severity: 'error',
      from: { pathNot: at('(adonisrc\\.ts|providers/)') },
      to: { path: at('providers/') },
    },
    {
      name: 'plugins-know-only-the-sdk',
      comment: 'A plugin is written by a stranger and sees the author kit and itself.',
      severity: 'error',
      from: { path: at('plugins/(examples|brokers|live)/([^/]+)/') },
      to: {
        pathNot: [at('plugins/sdk/'), at('plugins/$1/$2/'), 'node_modules/@aq-trading/sdk'],
        dependencyTypesNot: ['npm-dev'],
      },
    },
    {
      name: 'sdk-knows-only-kernel-types',
      comment: 'The author kit is bundled into guests: of the product it may use kernel types.',
      severity: 'error',
      from: { path: at('plugins/sdk/') },
      to: { path: at('(app/(?!kernel/)|providers|start|config)') },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    webpackConfig: { fileName: 'tests/architecture/resolve.cjs' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
