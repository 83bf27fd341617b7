const NUMBER = '(?:0|[1-9]\\d{0,8})'
const PLACE = `(?:${NUMBER}|x|\\*)`
const PART = `(?:[<>]=?|=|\\^|~)?(?:${PLACE}|${NUMBER}\\.${PLACE}|${NUMBER}\\.${NUMBER}\\.${PLACE})`
const ALL_OF = `${PART}(?: ${PART}){0,7}`
const IDENTIFIER = '(?:0|[1-9]\\d{0,8}|(?=\\d{0,19}[A-Za-z-])[0-9A-Za-z-]{1,20})'

/** An exact version by semver, without build metadata: `1.0.0`, `2.1.0-beta.1`. */
export const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${IDENTIFIER}(?:\\.${IDENTIFIER}){0,4})?$`
)

/** A range by semver, without pre-releases and hyphens: `>=0.1 <2`, `^1.2 || 2.x`. */
export const RANGE = new RegExp(`^(?=.{1,200}$)${ALL_OF}(?: \\|\\| ${ALL_OF}){0,3}$`)
