/**
 * Stands in for `@css-render/vue3-ssr`, through which naive-ui mounts its styles: they become constructed
 * style sheets, which the policy of the page allows where it forbids `<style>` elements.
 */
const ids = new Set<string>()

function adapter(id: string, style: string): void {
  if (ids.has(id)) return
  ids.add(id)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  document.adoptedStyleSheets.push(sheet)
}

/** Where naive-ui hands over the text of each style with its name, and sees which are there. */
export function useSsrAdapter() {
  return { adapter, context: { ids } }
}
