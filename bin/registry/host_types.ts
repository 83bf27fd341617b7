import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PROBE = `${ROOT}bin/registry/probe.ts`

/** Types of the host that a text names, by the names that it gives them. */
export interface HostTypes {
  readonly checker: ts.TypeChecker
  readonly types: ReadonlyMap<string, ts.Type>
}

/**
 * Reads the types that a module would export if it stood beside this one. Throws when the module has faults:
 * what is guessed around a fault would be wrong.
 */
export function hostTypes(text: string): HostTypes {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => ts.sys.readFile(path))
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  // Providers and middleware say what is in the container and in the context of a request.
  const roots = fileNames.filter((name) => /^(app|providers|start)\//.test(name.slice(ROOT.length)))
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  host.fileExists = (name) => name === PROBE || fileExists.call(host, name)
  host.readFile = (name) => (name === PROBE ? text : readFile.call(host, name))
  host.getSourceFile = (name, version, ...more) =>
    name === PROBE
      ? ts.createSourceFile(name, text, version, true)
      : getSourceFile.call(host, name, version, ...more)
  const program = ts.createProgram([...roots, PROBE], { ...options, noEmit: true }, host)
  const source = program.getSourceFile(PROBE)!
  const fault = program.getSemanticDiagnostics(source)[0]
  if (fault !== undefined) throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, '\n'))
  const checker = program.getTypeChecker()
  const types = new Map(
    source.statements
      .filter(ts.isTypeAliasDeclaration)
      .map((one) => [one.name.text, checker.getTypeFromTypeNode(one.type)])
  )
  return { checker, types }
}
