/** Something happened that must never happen. */
export class Violation extends Error {
  /** `rule`: which invariant, in a few words. */
  constructor(
    readonly rule: string,
    detail: string
  ) {
    super(`${rule}: ${detail}`)
  }
}

/** Throws a Violation unless something holds. */
export function holds(condition: boolean, rule: string, detail: () => string): asserts condition {
  if (!condition) throw new Violation(rule, detail())
}
