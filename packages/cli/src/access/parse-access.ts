import { ConfigurationError, type ConfigurationIssue } from '@sluice/core';
import { type Access, accessOf, type KnownNames } from '@sluice/mcp-server';
import { type Document, isNode, LineCounter, type ParsedNode, parseDocument } from 'yaml';

/**
 * Parses an access document, YAML or JSON.
 *
 * @param source - Names the document in errors, such as its file.
 * @param known - What there is to be named; without it, any name is taken.
 * @throws ConfigurationError that lists every fault as `source:line:column: what is wrong and what is accepted`
 */
export function parseAccess(text: string, source: string, known?: KnownNames): Access {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${source}:${line}:${col}`;
  };
  const [fault] = document.errors;
  if (fault !== undefined) throw noYaml(at(fault.pos[0]), fault);
  const value = parsedValue(document, at(0));
  try {
    return accessOf(value, source, { known });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const located = error.issues.map(({ path, message }): ConfigurationIssue => {
      const where = at(offsetOf(document, path));
      return { message: [where, path.join('.'), message].filter((part) => part !== '').join(': '), path: [] };
    });
    throw new ConfigurationError(located, error);
  }
}

/** An alias may name what is not there, or more than fits into the memory; the parser finds out only now. */
function parsedValue(document: Document<ParsedNode>, start: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw noYaml(start, error);
  }
}

function noYaml(where: string, cause: unknown): ConfigurationError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConfigurationError([{ message: `${where}: is no YAML: ${reason}`, path: [] }], cause);
}

/** Where the deepest part of a path begins that is there. */
function offsetOf(document: Document<ParsedNode>, path: ConfigurationIssue['path']): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
