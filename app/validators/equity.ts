import vine from '@vinejs/vine'
import { EQUITY_RANGES } from '#engine/portfolio/equity_course.js'

/** How far back the course of an account's equity reaches. */
export const equityValidator = vine.create({
  range: vine.enum(EQUITY_RANGES).optional(),
})
