import { serverError } from './refusal.ts';

/** Which fields of an object to answer with, by name; `*` for all. */
type Tree = ReadonlyMap<string, Branch>;

interface Branch {
  readonly tree: Tree;
  /** First index, and the one after the last. */
  readonly range: readonly [number, number];
}

const TOKEN = /\s*([^[\]{},\s]+|[[\]{},])\s*/y;

/**
 * Parses `a,b[c,d]{0,50}`.
 *
 * @throws Refusal with status 500 for what Jenkins does not understand
 */
export function parseTree(text: string): Tree {
  const tokens = tokensOf(text);
  const tree = parseList(tokens);
  if (tokens.length > 0) throw serverError();
  return tree;
}

/** Picks the fields out of a value. `_class` is always among them. */
export function pick(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, tree));
  if (typeof value !== 'object' || value === null) return value;
  const picked: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const branch = name === '_class' ? WHOLE : (tree.get(name) ?? tree.get('*'));
    if (branch === undefined) continue;
    picked[name] = pick(Array.isArray(field) ? field.slice(...branch.range) : field, branch.tree);
  }
  return picked;
}

const WHOLE: Branch = { tree: new Map(), range: [0, Number.POSITIVE_INFINITY] };

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw serverError();
    tokens.push(token);
  }
  return tokens;
}

function parseList(tokens: string[]): Tree {
  const tree = new Map<string, Branch>();
  do {
    const name = tokens.shift();
    if (name === undefined || /^[[\]{},]$/.test(name)) throw serverError();
    tree.set(name, { tree: parseChildren(tokens), range: parseRange(tokens) });
  } while (take(tokens, ','));
  return tree;
}

function parseChildren(tokens: string[]): Tree {
  if (!take(tokens, '[')) return WHOLE.tree;
  const children = parseList(tokens);
  if (!take(tokens, ']')) throw serverError();
  return children;
}

/** `{2,4}` is the third and the fourth, `{2,}` all but the first two, `{,4}` the first four, `{2}` only the third. */
function parseRange(tokens: string[]): Branch['range'] {
  if (!take(tokens, '{')) return WHOLE.range;
  const from = number(tokens);
  const open = take(tokens, ',');
  const to = number(tokens);
  if (!take(tokens, '}') || (from === undefined && to === undefined)) throw serverError();
  if (!open) return [from ?? 0, (from ?? 0) + 1];
  return [from ?? 0, to ?? Number.POSITIVE_INFINITY];
}

function number(tokens: string[]): number | undefined {
  if (!/^\d+$/.test(tokens[0] ?? '')) return undefined;
  return Number(tokens.shift());
}

function take(tokens: string[], token: string): boolean {
  if (tokens[0] !== token) return false;
  tokens.shift();
  return true;
}
