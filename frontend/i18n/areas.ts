/** The files of texts in each language's folder; what is in one is found by its first key. */
export const AREAS = [
  'panel',
  'portfolio',
  'traces',
  'chart',
  'parameter',
  'backtest',
  'frame',
  'attention',
  'dashboard',
  'people',
  'me',
  'audit',
  'settings',
  'risk',
  'draft',
  'plugins',
] as const
