const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\bHeadlessChrome\/|\bChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** What a browser calls itself, as people know it: browser and system. Its own words where neither is known. */
export function agentWords(agent: string): string {
  const of = (list: typeof BROWSERS) => list.find(([form]) => form.test(agent))?.[1]
  const known = [of(BROWSERS), of(SYSTEMS)].filter((one) => one !== undefined)
  return known.length > 0 ? known.join(', ') : agent.slice(0, 60)
}
