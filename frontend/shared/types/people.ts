import type { Answer, Body } from './answers'

/** What the API answers about people, their logins and the programs that act for them. */

/** Somebody who may log in. */
export type Person = Answer<'GET /users'>['users'][number]
export type Role = Person['role']
/** What of a person is to change. */
export type PersonChange = Body<'PATCH /users/:id'>

/** The key of a program; its text is shown once, when it is made. No `strategies` are all of them. */
export type Token = Answer<'GET /tokens'>['tokens'][number]
export type TokenWish = Body<'POST /tokens'>

/** A key that a device keeps. */
export type Passkey = PasskeysAnswer['passkeys'][number]
/** `isPossible`: whether browsers keep passkeys for the address that the panel was opened at. */
export type PasskeysAnswer = Answer<'GET /me/passkeys'>

/** Where a person is logged in. */
export type OpenSession = Answer<'GET /me/sessions'>['sessions'][number]

export type AuditPage = Answer<'GET /audit'>
/** One thing that was done, as the audit log has it. */
export type AuditEntry = AuditPage['entries'][number]
/** What following the chain of hashes found. */
export type AuditProof = Answer<'GET /audit/verify'>
