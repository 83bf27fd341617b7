/**
 * Takes `__proto__` from every object of this process, before anything else is loaded: text from a
 * stranger that some code merges carelessly then makes an ordinary property and reaches no prototype.
 */
Reflect.deleteProperty(Object.prototype, '__proto__')
