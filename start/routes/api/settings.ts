import {
  settingsChangeValidator,
  settingsImportValidator,
  settingsPreviewValidator,
} from '#validators/settings'
import { to, type ApiRoute, type LazyController } from '../api_route.js'

const Settings: LazyController = () => import('#controllers/api/settings/settings_controller')

const READ = { ability: 'settings:read' } as const
const FRESH = { ability: 'settings:write', isFresh: true } as const
const FILE = { form: 1, settings: { 'market.quoteDays': 7 } }

/** What can be set. */
export const settingRoutes: readonly ApiRoute[] = [
  to('GET', '/settings', [Settings, 'index'], READ, {
    says: 'Every setting: its value, where that comes from, and who changed it last',
    answers: ['revision', 'items'],
  }),
  to('PATCH', '/settings', [Settings, 'update'], FRESH, {
    says: 'Changes settings, and puts others back to what they are by default: all or none',
    body: settingsChangeValidator,
    answers: ['revision', 'items'],
    example: {
      body: { settings: { 'market.quoteDays': 7 }, reset: ['market.barDays'] },
    },
  }),
  to('GET', '/settings/export', [Settings, 'export'], READ, {
    says: 'What was changed here, without secrets, as a file for another installation',
    answers: ['form', 'settings'],
  }),
  to('POST', '/settings/import/preview', [Settings, 'preview'], READ, {
    says: 'What a file of settings would change',
    body: settingsPreviewValidator,
    answers: ['revision', 'changes'],
    example: { body: { file: FILE } },
  }),
  to('POST', '/settings/import', [Settings, 'import'], FRESH, {
    says: 'Takes a file of settings, all of it or nothing',
    body: settingsImportValidator,
    answers: ['revision', 'changes'],
    example: { body: { file: FILE } },
  }),
]
