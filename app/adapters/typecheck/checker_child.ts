/**
 * The process in which TypeScript runs over a plugin's sources: `{ id, folder }` comes in, `{ id,
 * faults }` goes out. One file without imports of the product, because Node.js runs it as it is.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ts from 'typescript'
import type { TypeFault } from '#ports/plugin_type_checker.js'

const FAULTS_MAX = 100
const FILES_MAX = 2_000
/** In the language of ES2023, but taken out of the sandbox. */
const TAKEN_OUT = new Set(['SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry'])
/** Run code out of a text, which the sandbox refuses. */
const RUNS_TEXT = new Set(['eval', 'Function'])

const root = realpathSync(process.argv[2] as string)
const sdkFolder = join(root, 'plugins/sdk')
const { exports: sdkExports } = JSON.parse(
  readFileSync(join(sdkFolder, 'package.json'), 'utf8')
) as { exports: Record<string, string> }

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: [],
  typeRoots: [],
  // As the bundler resolves.
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  strict: true,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  skipLibCheck: true,
  paths: Object.fromEntries(
    Object.entries(sdkExports).map(([name, path]) => [
      `@aq-trading/sdk${name.slice(1)}`,
      [join(sdkFolder, path)],
    ])
  ),
}

/** Parsed files by path; one whose size and time are the same is not read again. */
const parsed = new Map<string, { stamp: string; file: ts.SourceFile }>()
const lastPrograms = new Map<string, ts.Program>()

const plainHost = ts.createCompilerHost(options, true)
const host: ts.CompilerHost = {
  ...plainHost,
  getSourceFile(path, languageVersion) {
    const about = statSync(path, { throwIfNoEntry: false })
    if (about === undefined) return undefined
    const stamp = `${about.size}:${about.mtimeMs}:${about.ino}`
    const known = parsed.get(path)
    if (known?.stamp === stamp) return known.file
    const text = readFileSync(path, 'utf8')
    const file = ts.createSourceFile(path, text, languageVersion, true)
    parsed.set(path, { stamp, file })
    return file
  },
  // `/// <reference types="node" />` must not bring in what the sandbox lacks.
  resolveTypeReferenceDirectiveReferences: (references) =>
    references.map(() => ({ resolvedTypeReferenceDirective: undefined })),
  writeFile: () => {},
}

/** Every fault of the plugin in `given`, sorted by place. */
function check(given: string): TypeFault[] {
  const folder = realpathSync(given)
  const rootNames = sourcesBelow(join(folder, 'src'))
  if (rootNames.length === 0) {
    return [unplaced('checker', `there is no TypeScript file in ${join(folder, 'src')}`)]
  }
  const oldProgram = lastPrograms.get(folder)
  const program = ts.createProgram({
    rootNames,
    options,
    host,
    ...(oldProgram === undefined ? {} : { oldProgram }),
  })
  lastPrograms.clear()
  lastPrograms.set(folder, program)
  const faults: TypeFault[] = []
  const own = program.getSourceFiles().filter((file) => isInside(file.fileName, folder))
  for (const file of own) {
    if (faults.length >= FAULTS_MAX) break
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ].filter((one) => one.category === ts.DiagnosticCategory.Error)
    for (const one of found) faults.push(faultOf(one, folder))
    faults.push(...referenceFaults(file, folder))
    faults.push(...takenOutFaults(file, program.getTypeChecker(), folder))
  }
  return faults.toSorted(byPlace).slice(0, FAULTS_MAX)
}

/** TypeScript sources below a folder, links and dependencies left out. */
function sourcesBelow(folder: string): string[] {
  const found: string[] = []
  const waiting = [folder]
  while (waiting.length > 0 && found.length < FILES_MAX) {
    const at = waiting.pop() as string
    if (!existsSync(at)) continue
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name)
      if (entry.isDirectory() && entry.name !== 'node_modules') waiting.push(path)
      else if (entry.isFile() && /\.[cm]?ts$/.test(entry.name)) found.push(path)
    }
  }
  return found.sort()
}

function faultOf(one: ts.Diagnostic, folder: string): TypeFault {
  const text = ts.flattenDiagnosticMessageText(one.messageText, ' ').replace(/\s+/g, ' ')
  // The compiler advises to install the types of Node.js or of a browser, which would be no help.
  const message = text
    .replace(/ Do you need to (install type definitions|change your).*$/, '')
    .replace(/^Cannot find name '(node:[^']+)'/, "Cannot find module '$1'")
  const place = placeOf(one.file, one.start ?? 0, folder)
  return { ...place, code: `TS${one.code}`, message: message.slice(0, 600), hint: null }
}

/** `/// <reference lib="dom" />` would make the check see what the sandbox has not. */
function referenceFaults(file: ts.SourceFile, folder: string): TypeFault[] {
  return file.libReferenceDirectives.map(({ pos, fileName }) => ({
    ...placeOf(file, pos, folder),
    code: 'sandbox',
    message: `the library "${fileName}" cannot be added: the sandbox has ES2023 and the SDK`,
    hint: null,
  }))
}

/** Uses of globals that the language has and the sandbox has not. */
function takenOutFaults(file: ts.SourceFile, checker: ts.TypeChecker, folder: string): TypeFault[] {
  const faults: TypeFault[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isValueUse(node) && isGlobal(node, checker)) {
      const runsText = RUNS_TEXT.has(node.text) && ts.isCallOrNewExpression(node.parent)
      if (TAKEN_OUT.has(node.text) || (runsText && node.parent.expression === node)) {
        const message = `"${node.text}" is not there in the sandbox`
        faults.push({
          ...placeOf(file, node.getStart(file), folder),
          code: 'sandbox',
          message,
          hint: null,
        })
      }
    }
    ts.forEachChild(node, visit)
  }
  if (!file.isDeclarationFile) visit(file)
  return faults
}

function isValueUse(node: ts.Identifier): boolean {
  if (!TAKEN_OUT.has(node.text) && !RUNS_TEXT.has(node.text)) return false
  return !ts.isPartOfTypeNode(node) && !ts.isPropertyAccessExpression(node.parent.parent ?? node)
    ? true
    : ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node
}

function isGlobal(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  const declarations = checker.getSymbolAtLocation(node)?.declarations ?? []
  return declarations.some((one) => /[\\/]lib\.[\w.]+\.d\.ts$/.test(one.getSourceFile().fileName))
}

function placeOf(file: ts.SourceFile | undefined, start: number, folder: string) {
  if (file === undefined) return { file: '', line: 0, column: 0 }
  const { line, character } = file.getLineAndCharacterOfPosition(start)
  return { file: relative(folder, file.fileName), line: line + 1, column: character + 1 }
}

function unplaced(code: string, message: string): TypeFault {
  return { file: '', line: 0, column: 0, code, message, hint: null }
}

function byPlace(a: TypeFault, b: TypeFault): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && dirname(way) !== way
}

process.on('message', ({ id, folder }: { id: number; folder: string }) => {
  let faults: TypeFault[]
  try {
    faults = check(folder)
  } catch (error) {
    // A folder that goes away in the middle of a check, or a fault of the compiler itself.
    faults = [unplaced('checker', `the types could not be checked: ${(error as Error).message}`)]
  }
  process.send?.({ id, faults })
})
process.once('disconnect', () => process.exit(0))
process.send?.({ ready: true })
