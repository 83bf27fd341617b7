/** Advisory locks the product takes in PostgreSQL, as the pair of numbers PostgreSQL wants. */

/** Held shared by every process that uses the embedded server. */
export const MEMBERS_LOCK = [0x4151, 1] as const

/** Held alone by the one process that serves (`npm start`). */
export const SERVER_LOCK = [0x4151, 2] as const

/** Held alone while migrations run. */
export const MIGRATION_LOCK = [0x4151, 3] as const
