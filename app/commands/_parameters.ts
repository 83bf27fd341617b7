/** Parameters as given, or a sentence about one that cannot be read. */
export function readParameters(given: readonly string[]): Record<string, string> | string {
  const parameters: Record<string, string> = {}
  for (const one of given) {
    const at = one.indexOf('=')
    const name = one.slice(0, Math.max(at, 0)).trim()
    if (name === '') return `--param is name=value, such as fast=10; was "${one.slice(0, 60)}"`
    if (Object.hasOwn(parameters, name)) return `--param ${name} is given twice`
    Object.defineProperty(parameters, name, { value: one.slice(at + 1), enumerable: true })
  }
  return parameters
}
