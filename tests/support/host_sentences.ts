import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'

/** A sentence as the source of the host has it; `{...}` stands where a value is put in. */
export interface HostSentence {
  readonly form: string
  readonly file: string
  readonly line: number
}

/** A call that writes into the log, or names something to a driver, and never to a person. */
const NOT_TOLD =
  /(?:^|\.)#?(?:warn|info|failed|note|onProgress|query|rawQuery|write|encrypt|decrypt|derived?|uncertain)\??$/
/** What is thrown as a bug: the panel is told of it by no more than its request. */
const BUG = /^(?:Error|RangeError|TypeError)$/
/** Members that are no words: parts of queries, names for drivers, addresses of keys. */
const NO_WORDS = /^(?:application_name|connectionName|key|licence|source|purpose)$/
const SQL =
  /^\s*(?:select|insert|update|delete|with|create|alter|drop|grant|where|and|order by|group by|join|from|set|lock|begin|commit) |\b(?:is null|is distinct from|= \$\d|::float8|::text|::jsonb|::date|union)|\bas "/

/**
 * The sentences in these files: texts of two words and more, `+` between them taken together. What a text is
 * made of, such as a phrase within a hole, is one of its own.
 */
export function sentencesOf(pattern: string | readonly string[]): HostSentence[] {
  return globSync(pattern)
    .sort()
    .flatMap((file) => {
      const source = ts.createSourceFile(
        file,
        readFileSync(file, 'utf8'),
        ts.ScriptTarget.Latest,
        true
      )
      const found: HostSentence[] = []
      const visit = (node: ts.Node): void => {
        if (isPassedOver(node)) return
        const form = formOf(node)
        if (form !== null && isSentence(form)) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart())
          found.push({ form, file, line: line + 1 })
        }
        if (form === null) ts.forEachChild(node, visit)
        else holesOf(node).forEach(visit)
      }
      visit(source)
      return found
    })
}

function isPassedOver(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) {
    return true
  }
  if (ts.isTaggedTemplateExpression(node)) return true
  if (ts.isPropertyAssignment(node) && NO_WORDS.test(node.name.getText())) return true
  if (ts.isNewExpression(node)) return BUG.test(node.expression.getText())
  return ts.isCallExpression(node) && NOT_TOLD.test(node.expression.getText().replace(/\s+/g, ''))
}

/** The text of a literal, or of literals added up; `null` of anything else. */
function formOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('')
  }
  if (!isSum(node)) return null
  const [left, right] = [formOf(node.left), formOf(node.right)]
  return left === null || right === null ? null : left + right
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken
}

/** What is put into the holes of a text. */
function holesOf(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression)
  return isSum(node) ? [...holesOf(node.left), ...holesOf(node.right)] : []
}

function isSentence(form: string): boolean {
  const words = form.replaceAll('{}', ' ').match(/[A-Za-z]{2,}/g) ?? []
  return words.length > 1 && / /.test(form.trim()) && !/\n./.test(form) && !SQL.test(form)
}
