import type { Hop } from '../flow/hop.ts';
import { USER } from '../flow/parts.ts';

/** What is to be printed: a call, or the way back from one that was printed before. */
export type HopLine =
  | { readonly kind: 'call'; readonly number: number; readonly depth: number; readonly hop: Hop }
  | { readonly kind: 'return'; readonly depth: number; readonly hop: Hop };

interface Node {
  readonly depth: number;
  /** The calls that lead here, by what they say: the same one again is a repetition. */
  readonly path: string;
  /** What was told in this conversation: paths, and failures with theirs. */
  readonly told: Set<string>;
  /** Whether it repeats an earlier call, or was made for one that does. */
  readonly repeated: boolean;
  /** Whether its line was printed while it was still under way. */
  opened: boolean;
  hop: Hop;
}

/** Turns hops, as they begin and end, into the lines that tell of them. */
export interface HopTree {
  /** Takes a hop that has begun or ended, and returns the lines to print now. */
  add(hop: Hop): readonly HopLine[];
}

/**
 * Makes an empty tree.
 *
 * A call that makes no others gets one line, when it has ended; another one gets a line before the first that it makes,
 * and one when it has ended. A call that repeats an earlier one of the same conversation, as polling does, gets none,
 * nor does what it makes, unless it fails in a new way; nor does what nobody asked for, such as the sweep of the server.
 */
export function createHopTree(): HopTree {
  const nodes = new Map<number, Node>();
  let printed = 0;

  function begin(hop: Hop): readonly HopLine[] {
    const parent = nodes.get(hop.parentId ?? 0);
    if (parent === undefined) {
      nodes.set(hop.id, { depth: 0, path: '', told: new Set(), repeated: hop.from !== USER, opened: false, hop });
      return [];
    }
    const { told } = parent;
    const path = `${parent.path}\n${hop.from} ${hop.to} ${hop.action} ${hop.detail}`;
    const repeated = parent.repeated || told.has(path);
    told.add(path);
    nodes.set(hop.id, { depth: parent.depth + 1, path, told, repeated, opened: false, hop });
    return repeated ? [] : open(parent);
  }

  /** Lines of the calls that lead to a new one, as far as they are not printed yet. */
  function open(node: Node): readonly HopLine[] {
    if (node.opened) return [];
    const parent = nodes.get(node.hop.parentId ?? 0);
    const before = parent === undefined ? [] : open(parent);
    node.opened = true;
    return [...before, call(node)];
  }

  function call({ depth, hop }: Node): HopLine {
    printed += 1;
    return { kind: 'call', number: printed, depth, hop };
  }

  function end(node: Node): readonly HopLine[] {
    nodes.delete(node.hop.id);
    if (node.repeated) return isNewFailure(node) ? [call(node)] : [];
    return [node.opened ? { kind: 'return', depth: node.depth, hop: node.hop } : call(node)];
  }

  function isNewFailure({ path, told, hop }: Node): boolean {
    if (hop.outcome?.ok !== false || hop.parentId === undefined) return false;
    const failure = `${path}\n${hop.outcome.text}`;
    if (told.has(failure)) return false;
    told.add(failure);
    return true;
  }

  return {
    add(hop) {
      const node = nodes.get(hop.id);
      if (node === undefined) return begin(hop);
      node.hop = hop;
      return end(node);
    },
  };
}
