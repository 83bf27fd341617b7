import vine from '@vinejs/vine'
import type { FieldContext } from '@vinejs/vine/types'
import { DENSITIES } from '#ports/preferences.js'

const NAME = /^[a-zA-Z][a-zA-Z0-9_-]{0,39}$/
const COLUMNS_MAX = 40
const TABLES_MAX = 40

/** Names of tables and columns are words of the panel: short and plain. */
function plainNames(names: string[], field: FieldContext) {
  const odd = names.find((one) => !NAME.test(one))
  if (odd === undefined) return
  field.report('each name has 1 to 40 letters, digits, "-" or "_"', 'names', field)
}

/** How one table is wanted. */
const look = () =>
  vine.object({
    shown: vine.record(vine.boolean()).maxLength(COLUMNS_MAX).validateKeys(plainNames),
    order: vine.array(vine.string().regex(NAME)).maxLength(COLUMNS_MAX),
    widths: vine
      .record(vine.number().min(40).max(800).withoutDecimals())
      .maxLength(COLUMNS_MAX)
      .validateKeys(plainNames),
  })

/** What of a person's preferences is to change; `null` puts a table back to how it comes. */
export const preferencesValidator = vine.create({
  density: vine.enum(DENSITIES).optional(),
  tables: vine.record(look().nullable()).maxLength(TABLES_MAX).validateKeys(plainNames).optional(),
})
