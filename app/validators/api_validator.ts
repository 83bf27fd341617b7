/** A validator as routes name it: it checks, and says what it checks. */
export interface ApiValidator<T = unknown> {
  validate(data: unknown): Promise<T>
  /** JSON schema (draft 7) of what it takes. */
  toJSONSchema(): object
}
