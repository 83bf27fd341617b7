import type { Answer } from './answers'

/** How a person wants the panel to look, as the host keeps it for every browser. */
export type Preferences = Answer<'GET /me/preferences'>
/** How close rows stand. */
export type Density = Preferences['density']
/** How a person wants one table. */
export type TableLook = Preferences['tables'][string]
