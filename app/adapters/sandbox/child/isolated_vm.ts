import type IsolatedVm from 'isolated-vm'

/** Absolute path of isolated-vm's library; put in when the child is bundled. */
declare const ISOLATED_VM_PATH: string

const addon = { exports: {} }
// Without looking for it as a module, which takes a child a millisecond of its start.
process.dlopen(addon, ISOLATED_VM_PATH)

/** The addon, loaded from where the parent found (and checked) it. */
export const { ivm } = addon.exports as { ivm: typeof IsolatedVm }

export type { IsolatedVm }
