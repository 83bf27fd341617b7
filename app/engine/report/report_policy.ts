import { createHash } from 'node:crypto'

/**
 * The content security policy of a stored report. The page may run the scripts it was stored with, named by
 * their hashes, and nothing else; it is sandboxed into an origin of its own, so it cannot read this server's
 * answers.
 */
export function reportPolicy(page: string): string {
  const scripts = [...page.matchAll(/<script(?:\s[^>]*)?>([\s\S]*?)<\/script>/gi)].map(
    ([, body]) => `'sha256-${createHash('sha256').update(body!).digest('base64')}'`
  )
  const allowed = scripts.length > 0 ? scripts.join(' ') : "'none'"
  return `sandbox allow-scripts allow-downloads; default-src 'none'; script-src ${allowed}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}
