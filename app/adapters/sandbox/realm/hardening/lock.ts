/** Gives `owner` a property that no plugin can change or remove. */
export function lock(owner: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(owner, name, {
    value,
    writable: false,
    enumerable: false,
    configurable: false,
  })
}

/** Replaces a property quietly; a plugin may replace it again, which hurts nobody else. */
export function replace(owner: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(owner, name, {
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  })
}

/** Removes a property; throws TypeError when it will not go, so that no run starts half hardened. */
export function remove(owner: object, name: PropertyKey): void {
  if (!Reflect.deleteProperty(owner, name)) {
    throw new TypeError(`cannot remove ${String(name)}`)
  }
}
