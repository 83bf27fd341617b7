import { RECONCILE_DEFAULTS, type ReconcileSettings } from '#engine/reconcile/reconcile_settings.js'

/** How often our books are compared with the broker's, and what still counts as the same. */
const settings: ReconcileSettings = { ...RECONCILE_DEFAULTS }

export default settings
