/**
 * A path of the panel out of what an address asks for, as the browser reads it; an address of elsewhere, in
 * whatever way it is written, is none and leads to `/`.
 */
export function insidePath(wanted: string, origin: string): string {
  if (!wanted.startsWith('/') || !URL.canParse(wanted, origin)) return '/'
  const url = new URL(wanted, origin)
  return url.origin === origin ? `${url.pathname}${url.search}${url.hash}` : '/'
}
