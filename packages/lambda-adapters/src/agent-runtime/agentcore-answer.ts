import { isObject } from '../agent-event/is-object.ts';
import { returnedControlOfJson } from './control-json.ts';
import type { ReturnedControl } from './returned-control.ts';

/** What an agent of AgentCore Runtime says in its answer, or in one event of it. */
export type AgentCoreAnswer =
  /** A further piece of the answer. */
  | { readonly kind: 'piece'; readonly text: string }
  /** All of the answer. */
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'control'; readonly control: ReturnedControl }
  | { readonly kind: 'failure' }
  /** Something that is not for the user. */
  | { readonly kind: 'other' };

/** What agents name their answer, in the order in which it is looked for. */
const ANSWER_FIELDS = ['answer', 'result', 'response', 'output', 'completion', 'message', 'content'] as const;

/** Reads the JSON that an agent sends, in the forms that `createAgentCoreRuntime` tells of. */
export function readAgentCoreJson(value: unknown): AgentCoreAnswer {
  if (typeof value === 'string') return { kind: 'piece', text: value };
  if (!isObject(value)) return { kind: 'other' };
  if (value['error'] !== undefined && value['error'] !== null) return { kind: 'failure' };
  const control = returnedControlOfJson(value['control']);
  if (control !== undefined) return { kind: 'control', control };
  if (typeof value['text'] === 'string') return { kind: 'piece', text: value['text'] };
  const delta = deltaText(value['event']);
  if (delta !== undefined) return { kind: 'piece', text: delta };
  const text = textOf(value);
  return text === undefined ? { kind: 'other' } : { kind: 'whole', text };
}

function deltaText(event: unknown): string | undefined {
  const block = isObject(event) ? event['contentBlockDelta'] : undefined;
  const delta = isObject(block) ? block['delta'] : undefined;
  return isObject(delta) && typeof delta['text'] === 'string' ? delta['text'] : undefined;
}

/** How deep an answer may be wrapped. */
const DEEPEST = 4;

function textOf(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value;
  if (depth >= DEEPEST) return undefined;
  if (Array.isArray(value)) {
    const texts = value.map((part) => (isObject(part) ? part['text'] : undefined));
    return texts.some((text) => typeof text === 'string') ? texts.join('') : undefined;
  }
  if (!isObject(value)) return undefined;
  const field = ANSWER_FIELDS.find((name) => value[name] !== undefined && value[name] !== null);
  return field === undefined ? undefined : textOf(value[field], depth + 1);
}
