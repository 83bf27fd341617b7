import type { HttpContext } from '@adonisjs/core/http'

/**
 * Marks an answer with a tag of what it was made from, and says whether the caller has it already: then it is
 * answered (304) and nothing more is to be made. One address with other words behind the `?` has other tags.
 */
export function hasSeen({ request, response }: HttpContext, from: string): boolean {
  const tag = `"${from}"`
  response.header('etag', tag)
  const seen = (request.header('if-none-match') ?? '').split(',').map((one) => one.trim())
  if (!seen.some((one) => one === tag || one === `W/${tag}`)) return false
  response.status(304).send('')
  return true
}
