import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { ConfigurationError, type OpenApiDocument } from '@sluice/core';
import { isCollection, isPair, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml';

/** A position in a text; both count from 1. @public */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A parsed action-group document that knows where its parts stand. @public */
export interface ActionGroupDocument {
  /** Name of its file, without the endings. */
  readonly name: string;
  readonly path: string;
  readonly document: OpenApiDocument;
  /** Finds the deepest part of the path that is there. */
  locate(path: readonly (string | number)[]): Place;
}

/**
 * Parses an action-group document, YAML or JSON.
 *
 * @throws ConfigurationError when it is neither
 */
export function parseActionGroup(path: string, text: string): ActionGroupDocument {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [fault] = parsed.errors;
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw new ConfigurationError(
      [{ message: `${path}:${line}:${col}: is no YAML: ${fault.message}`, path: [] }],
      fault,
    );
  }
  return {
    name: basename(path).replace(/(\.openapi)?\.(ya?ml|json)$/, ''),
    path,
    document: parsed.toJS(),
    locate(keys) {
      const { line, col } = lines.linePos(offsetOf(parsed.contents, keys));
      return { line, column: col };
    },
  };
}

/**
 * Reads an action-group document from disk.
 *
 * @throws ConfigurationError when the file is missing, or is no YAML or JSON
 * @public
 */
export function readActionGroupFile(file: string): ActionGroupDocument {
  const path = resolve(file);
  try {
    return parseActionGroup(path, readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const message = `${path} can't be read; name the OpenAPI document of an action group`;
    throw new ConfigurationError([{ path: [], message }], error);
  }
}

function offsetOf(root: Node | null, keys: readonly (string | number)[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of keys) {
    const pair: Pair | undefined = isCollection(node)
      ? (node.items as unknown[])
          .filter(isPair)
          .find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : undefined;
    if (pair === undefined) return offset;
    offset = (pair.key as Node).range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}
