import { attentionRoutes } from './api/attention.js'
import { backtestRoutes } from './api/backtests.js'
import { equityRoutes } from './api/equity.js'
import { identityRoutes } from './api/identity.js'
import { healthRoutes } from './api/health.js'
import { marketRoutes } from './api/market.js'
import { pluginRoutes } from './api/plugins.js'
import { portfolioRoutes } from './api/portfolio.js'
import { riskRoutes } from './api/risk.js'
import { strategyRoutes } from './api/strategies.js'
import { sheetRoutes } from './api/sheets.js'
import { tradingRoutes } from './api/trading.js'
import { settingRoutes } from './api/settings.js'
import { streamRoutes } from './api/streams.js'
import type { ApiRoute } from './api_route.js'

/** Every route of the API. Nothing is answered that is not here, and nothing here without its access. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...identityRoutes,
  ...tradingRoutes,
  ...strategyRoutes,
  ...riskRoutes,
  ...attentionRoutes,
  ...portfolioRoutes,
  ...equityRoutes,
  ...sheetRoutes,
  ...marketRoutes,
  ...healthRoutes,
  ...backtestRoutes,
  ...pluginRoutes,
  ...settingRoutes,
  ...streamRoutes,
]
