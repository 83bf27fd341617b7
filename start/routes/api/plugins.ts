import {
  acceptValidator,
  grantValidator,
  installValidator,
  removeValidator,
  resetValidator,
  revokeValidator,
  rollbackValidator,
  searchValidator,
  updateValidator,
} from '#validators/plugins'
import { to, type ApiRoute, type LazyController } from '../api_route.js'

const Plugins: LazyController = () => import('#controllers/api/plugins/plugins_controller')
const Changes: LazyController = () => import('#controllers/api/plugins/changes_controller')
const Grants: LazyController = () => import('#controllers/api/plugins/grants_controller')

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
]
