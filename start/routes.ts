import router from '@adonisjs/core/services/router'
import '#start/routes/api'
import { middleware } from '#start/kernel'

const HomeController = () => import('#controllers/home_controller')
const PanelController = () => import('#controllers/panel_controller')
const RunReportsController = () => import('#controllers/run_reports_controller')

router.get('/', [PanelController, 'show'])
router
  .group(() => {
    router.get('/overview', [HomeController, 'show'])
    router.get('/runs/:id/report', [RunReportsController, 'show'])
  })
  .use([middleware.session(), middleware.pageAccess('backtests:read')])
// Last: whatever nothing else answers to is the panel's.
router.get('/*', [PanelController, 'file'])
