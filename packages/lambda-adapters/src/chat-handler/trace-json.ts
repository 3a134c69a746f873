import { REDACTED, redactSecrets } from '@sluice/core';
import { isObject } from '../agent-event/is-object.ts';

type TraceJson = Readonly<Record<string, unknown>>;

/** A longer text within a trace loses its end: mostly a prompt, which begins with what the agent was told. In characters. */
const MAX_TEXT = 4000;

/** A longer trace is left out, in UTF-8 bytes of JSON. */
const MAX_TRACE_BYTES = 24_000;

/** How much all traces of one answer may have, in UTF-8 bytes of JSON. */
const MAX_BYTES = 200_000;

const SECRET_NAME = /password|passwd|secret|token|api[_-]?key|authorization|private[_-]?key/i;

/** Writes a trace as JSON of a bounded size, with what looks like a secret replaced. */
export function traceJson(trace: TraceJson): TraceJson {
  const readable: TraceJson = JSON.parse(JSON.stringify(trace), withoutSecrets);
  const bytes = bytesOf(readable);
  return bytes <= MAX_TRACE_BYTES ? readable : { left_out: `a trace of ${bytes} bytes` };
}

/** The traces of one answer. */
export interface TraceCollection {
  add(trace: TraceJson): void;
  all(): readonly TraceJson[];
}

/** Collects traces up to a number of bytes, and counts those that are left out. */
export function createTraceCollection(): TraceCollection {
  const kept: TraceJson[] = [];
  let room = MAX_BYTES;
  let leftOut = 0;
  return {
    add(trace) {
      room -= bytesOf(trace);
      if (room >= 0) kept.push(trace);
      else leftOut += 1;
    },
    all: () => (leftOut === 0 ? kept : [...kept, { left_out: `${leftOut} further traces` }]),
  };
}

/** Names tell of some secrets, and forms of others. Arguments are pairs of `name` and `value`. */
function withoutSecrets(key: string, value: unknown): unknown {
  if (typeof value === 'string') return SECRET_NAME.test(key) ? REDACTED : shortened(redactSecrets(value));
  if (!isObject(value) || typeof value['value'] !== 'string') return value;
  return SECRET_NAME.test(String(value['name'])) ? { ...value, value: REDACTED } : value;
}

function shortened(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT).toWellFormed()} [… ${text.length - MAX_TEXT} characters left out]`;
}

function bytesOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}
