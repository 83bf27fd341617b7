import { createHash } from 'node:crypto'

const INLINE = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/gi

/**
 * Content security policy for the panel's page: the files of the same build and the inline scripts it was
 * built with, named by their hashes; styles and fonts of the build; requests to this host alone.
 */
export function panelPolicy(page: string): string {
  const hashes = [...page.matchAll(INLINE)]
    // What is only data is run by nobody.
    .filter(([, attributes]) => !/type="?application\/json/i.test(attributes!))
    .map(([, , body]) => `'sha256-${createHash('sha256').update(body!).digest('base64')}'`)
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...new Set(hashes)].join(' ')}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
