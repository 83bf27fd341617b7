import {
  acceptValidator,
  followValidator,
  grantValidator,
  installValidator,
  leaveValidator,
  removeValidator,
  resetValidator,
  restartValidator,
  revokeValidator,
  rollbackValidator,
  searchValidator,
  secretValidator,
  updateValidator,
} from '#validators/plugins'
import { to, type ApiRoute, type LazyController } from '../api_route.js'

const Plugins: LazyController = () => import('#controllers/api/plugins/plugins_controller')
const Changes: LazyController = () => import('#controllers/api/plugins/changes_controller')
const Runs: LazyController = () => import('#controllers/api/plugins/runs_controller')
const Grants: LazyController = () => import('#controllers/api/plugins/grants_controller')

const Registries: LazyController = () => import('#controllers/api/plugins/registries_controller')
const Keys: LazyController = () => import('#controllers/api/plugins/keys_controller')
const Secrets: LazyController = () => import('#controllers/api/plugins/secrets_controller')

const READ = { ability: 'plugins:read' } as const
const WRITE = { ability: 'plugins:write' } as const
const FRESH = { ability: 'plugins:write', isFresh: true } as const
const PLUGIN = '/plugins/:id'

/** Plugins: what there is, what could be, and every change of it. */
export const pluginRoutes: readonly ApiRoute[] = [
  to('GET', '/plugins', [Plugins, 'index'], READ, {
    says: 'Plugins that come with the platform, and those that are installed',
    answers: ['shipped', 'installed', 'safeMode'],
  }),
  to('POST', '/plugins', [Changes, 'install'], FRESH, {
    says: 'Installs a plugin. Without consent it answers 409 consent_needed with what it asks for',
    body: installValidator,
    status: 201,
    answers: ['outcome'],
  }),
  to('GET', '/plugins/search', [Plugins, 'search'], READ, {
    says: 'Searches the registries that are followed',
    query: searchValidator,
    answers: ['items', 'hint', 'warnings'],
    example: { query: { text: 'momentum', kind: 'strategy' } },
  }),
  to('GET', '/plugins/updates', [Plugins, 'updates'], WRITE, {
    says: 'Asks the sources of what is installed for newer versions',
    answers: ['items'],
  }),
  to('GET', PLUGIN, [Plugins, 'show'], READ, {
    says: 'One plugin: installed, shipped, or offered by a registry',
    answers: ['installed?', 'shipped?', 'offered?'],
  }),
  to('GET', `${PLUGIN}/readme`, [Plugins, 'readme'], READ, {
    says: 'What the author says about an installed or shipped plugin: Markdown of a stranger, up to 64 KB',
    answers: ['text', 'isCut'],
  }),
  to('GET', `${PLUGIN}/source`, [Plugins, 'source'], READ, {
    says: 'The code of a plugin, up to 256 KB: the script that runs of an installed one, TypeScript of a shipped one',
    answers: ['file', 'size', 'text', 'isCut'],
  }),
  to('GET', `${PLUGIN}/incidents`, [Plugins, 'incidents'], READ, {
    says: 'What went wrong with a plugin in the last 30 days, latest first',
    answers: ['items'],
  }),
  to('DELETE', PLUGIN, [Changes, 'destroy'], FRESH, {
    says: 'Removes an installed plugin with its permissions',
    body: removeValidator,
    answers: ['outcome'],
  }),
  to('POST', `${PLUGIN}/update`, [Changes, 'update'], FRESH, {
    says: 'Updates a plugin; a version that asks for more waits until it is accepted',
    body: updateValidator,
    answers: ['outcome'],
  }),
  to('POST', `${PLUGIN}/accept`, [Changes, 'accept'], FRESH, {
    says: 'Consents to the version that waits',
    body: acceptValidator,
    answers: ['outcome'],
  }),
  to('POST', `${PLUGIN}/rollback`, [Changes, 'rollback'], FRESH, {
    says: 'Puts an earlier version back',
    body: rollbackValidator,
    answers: ['outcome'],
  }),
  to('POST', `${PLUGIN}/enable`, [Changes, 'enable'], FRESH, {
    says: 'Makes a disabled plugin usable',
    answers: ['outcome'],
  }),
  to('POST', `${PLUGIN}/disable`, [Changes, 'disable'], WRITE, {
    says: 'Makes a plugin unusable until it is enabled',
    answers: ['outcome'],
  }),
  to('POST', `${PLUGIN}/reset`, [Changes, 'reset'], FRESH, {
    says: 'Ends the quarantine of a plugin',
    body: resetValidator,
    answers: ['outcome'],
  }),
  to('POST', `${PLUGIN}/restart`, [Runs, 'restart'], WRITE, {
    says: 'Starts a plugin again that runs or waits for its next start; one in quarantine has to be reset',
    body: restartValidator,
    isCommand: true,
    answers: ['isRestarted'],
    example: { body: { environment: 'paper', instance: 'paper/momentum' } },
  }),
  to('POST', `${PLUGIN}/grants`, [Grants, 'store'], FRESH, {
    says: 'Grants permissions in one environment',
    body: grantValidator,
    answers: ['environment', 'granted'],
  }),
  to('DELETE', `${PLUGIN}/grants`, [Grants, 'destroy'], WRITE, {
    says: 'Takes permissions back; counts from the next effect of the plugin on',
    body: revokeValidator,
    answers: ['revoked'],
  }),
  to('GET', '/registries', [Registries, 'index'], READ, {
    says: 'Registries of plugins that are followed',
    answers: ['items', 'warnings'],
  }),
  to('POST', '/registries', [Registries, 'store'], FRESH, {
    says: 'Follows a registry. Without its key it answers 409 key_unknown with the key to confirm',
    body: followValidator,
    status: 201,
    answers: ['registry'],
  }),
  to('DELETE', '/registries', [Registries, 'destroy'], FRESH, {
    says: 'Follows a registry no longer; its kill list goes with it, what is installed stays',
    body: leaveValidator,
    answers: ['url'],
  }),
  to('POST', '/registries/refresh', [Registries, 'refresh'], WRITE, {
    says: 'Asks all registries for their newest index',
    answers: ['items'],
  }),
  to('GET', '/publisher-keys', [Keys, 'index'], READ, {
    says: 'Keys of publishers that were ever trusted, with what they signed here',
    answers: ['items'],
  }),
  to('DELETE', '/publisher-keys/:id', [Keys, 'destroy'], WRITE, {
    says: 'Trusts a key no longer',
    answers: ['key'],
  }),
  to('POST', '/publisher-keys/:id/trust', [Keys, 'trust'], FRESH, {
    says: 'Trusts a key again that was forgotten',
    answers: ['key'],
  }),
  to('GET', '/plugin-secrets', [Secrets, 'index'], WRITE, {
    says: 'Secrets of plugins: names, hosts and fingerprints, never values',
    answers: ['items'],
  }),
  to('POST', '/plugin-secrets', [Secrets, 'store'], FRESH, {
    says: 'Sets a secret and the hosts it may be sent to; its value is never told again',
    body: secretValidator,
    status: 201,
    answers: ['secret'],
  }),
  to('DELETE', '/plugin-secrets/:id', [Secrets, 'destroy'], WRITE, {
    says: 'Removes a secret; requests that use it are refused from then on',
    answers: ['name'],
  }),
]
