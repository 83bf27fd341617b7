import type { PackageFault } from '#ports/plugin_package.js'
import { visible } from '#engine/plugin/visible.js'

/** Largest icon, in bytes. */
const ICON_BYTES_MAX = 64 * 1024

const ELEMENTS = new Set(
  (
    'svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan ' +
    'linearGradient radialGradient stop clipPath mask'
  ).split(' ')
)

// One thing at a time: declaration, comment, tag; everything between is text.
const DECLARATION =
  /^<\?xml version="1\.[01]"(?: encoding="(?:utf|UTF)-8")?(?: standalone="(?:yes|no)")?\s*\?>/
const PIECE =
  /<!--(?:(?!--)[^])*?-->|<(\/?)([A-Za-z][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/y
const ATTRIBUTE = /([\w.:-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g

/**
 * What is wrong with an `icon.svg`.
 *
 * Icons are shown as images, never as part of a page; still only plain drawing is accepted, by a list
 * of elements: no scripts, styles, foreign content, event handlers, entities, and no reference that
 * leaves the file.
 */
export function iconFaults(bytes: Uint8Array): PackageFault[] {
  const fault = (message: string): PackageFault[] => [
    { code: 'code_forbidden', where: 'icon.svg', message },
  ]
  if (bytes.length > ICON_BYTES_MAX) {
    return fault(`is ${bytes.length} bytes; an icon has at most ${ICON_BYTES_MAX}`)
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return fault('is not UTF-8 text')
  }
  const message = drawingFault(text.replace(DECLARATION, '').trim())
  return message === null ? [] : fault(message)
}

function drawingFault(text: string): string | null {
  if (!/^(?:<!--(?:(?!--)[^])*?-->\s*)*<svg[\s>]/.test(text)) return 'must be an <svg> drawing'
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('<', at)
    if (/&(?!(?:amp|lt|gt|quot|apos);)/.test(text.slice(at, open < 0 ? undefined : open))) {
      return 'holds an entity; only &amp; &lt; &gt; &quot; and &apos; are allowed'
    }
    if (open < 0) return null
    PIECE.lastIndex = open
    const piece = PIECE.exec(text)
    if (piece === null) {
      return `holds something that is no plain element: ${visible(text.slice(open, open + 40))}`
    }
    const [, , element, attributes] = piece
    if (element !== undefined) {
      if (!ELEMENTS.has(element)) {
        return `holds the element <${element.slice(0, 40)}>, which is not allowed`
      }
      const found = attributeFault(attributes ?? '')
      if (found !== null) return found
    }
    at = PIECE.lastIndex
  }
  return null
}

function attributeFault(attributes: string): string | null {
  for (const [, name = '', double, single] of attributes.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? ''
    const shown = `the attribute ${name.slice(0, 40)}`
    if (/^on/i.test(name)) return `holds ${shown}, an event handler`
    if (/[&\\]/.test(value)) return `holds ${shown} with an entity or escape`
    if (/(?:^|:)(?:href|src|base)$/i.test(name) && !value.startsWith('#')) {
      return `holds ${shown}, which refers to something outside the file`
    }
    const leaves = /url\s*\(\s*(?!["']?#)/i.test(value) || /@import|javascript:|data:/i.test(value)
    if (leaves) return `holds ${shown}, which refers to something outside the file`
  }
  return null
}
