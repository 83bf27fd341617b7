import { createRequire } from 'node:module'
import type IsolatedVm from 'isolated-vm'

/** Absolute path of isolated-vm's library; put in when the child is bundled. */
declare const ISOLATED_VM_PATH: string

/** The addon, loaded from where the parent found (and checked) it. */
export const { ivm } = createRequire(ISOLATED_VM_PATH)(ISOLATED_VM_PATH) as {
  ivm: typeof IsolatedVm
}

export type { IsolatedVm }
