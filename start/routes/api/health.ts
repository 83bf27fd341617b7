import { to, type ApiRoute, type LazyController } from '../api_route.js'

const Health: LazyController = () => import('#controllers/api/health/health_controller')

const READ = { ability: 'health:read' } as const
const CHECKED = ['isFine', 'at', 'findings', 'process']

/** How the installation is. */
export const healthRoutes: readonly ApiRoute[] = [
  to('GET', '/health', [Health, 'show'], READ, {
    says: 'What the product needs on this machine, looked at again after half a minute',
    answers: CHECKED,
  }),
  to('POST', '/health/check', [Health, 'check'], READ, {
    says: 'Looks at everything now; whoever asks within three seconds hears the same',
    answers: CHECKED,
  }),
  to('GET', '/health/minutes', [Health, 'minutes'], READ, {
    says: 'How every part of the installation is, and the worst of each of its last 60 minutes',
    answers: ['at', 'everyMs', 'freshMs', 'parts'],
  }),
  to('GET', '/health/bundle', [Health, 'bundle'], READ, {
    says: 'All of it as a file without secrets; settings, alerts and log for those who may read them',
    answers: ['*'],
  }),
]
