import router from '@adonisjs/core/services/router'
import '#start/routes/api'

const HomeController = () => import('#controllers/home_controller')
const RunReportsController = () => import('#controllers/run_reports_controller')

router.get('/', [HomeController, 'show'])
router.get('/runs/:id/report', [RunReportsController, 'show'])
