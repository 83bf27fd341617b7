import vine from '@vinejs/vine'

/** A file of settings; what is in it is checked by the settings themselves. */
const file = () =>
  vine.object({
    form: vine.literal(1),
    settings: vine.record(vine.any().nullable()),
  })

/** What settings are to be: a value, or `null` where that is one. Keys are those of the list. */
export const settingsChangeValidator = vine.create({
  settings: vine.record(vine.any().nullable()).optional(),
  reset: vine.array(vine.string().maxLength(80)).maxLength(200).optional(),
})

/** A file that is to be imported, to see what it would change. */
export const settingsPreviewValidator = vine.create({ file: file() })

/** A file that is imported, as long as no setting changed since `revision`. */
export const settingsImportValidator = vine.create({
  file: file(),
  revision: vine.number().min(0).withoutDecimals().optional(),
})
