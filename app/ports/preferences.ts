/** How close rows stand. */
export const DENSITIES = ['compact', 'normal', 'roomy'] as const
export type Density = (typeof DENSITIES)[number]

/** How one person wants one table. Columns that are not named are as the table has them. */
export interface TableLook {
  /** Columns that were turned on or off. */
  readonly shown: Readonly<Record<string, boolean>>
  /** Columns in their order; those that are not in it follow. */
  readonly order: readonly string[]
  /** Widths that were set, px. */
  readonly widths: Readonly<Record<string, number>>
}

/** How one person wants the panel to look, in every browser. */
export interface Preferences {
  readonly density: Density
  /** By the name of the table. */
  readonly tables: Readonly<Record<string, TableLook>>
}

/** Preferences as they are kept; `revision` 0 before the first change. */
export interface KeptPreferences {
  readonly revision: number
  readonly preferences: Preferences
}

/** What people prefer, each for themselves. */
export interface PreferenceRecords {
  of(userId: string): Promise<KeptPreferences>
  /** Changes those of a user, one change after the other; `null` from `change`, and nothing is written. */
  change(
    userId: string,
    change: (before: Preferences) => Preferences | null
  ): Promise<KeptPreferences | null>
}
