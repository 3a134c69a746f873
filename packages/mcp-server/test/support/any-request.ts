import type { Principal, RunStatus } from '@sluice/core';
import * as fc from 'fast-check';
import { WEBHOOK_SECRET } from './fake-executor.ts';
import { type DocumentedOperation, documentedOperations, documentedSchemas } from './open-api-document.ts';

const IDS = Array.from({ length: 20 }, (_, index) => `execution-${index + 1}`);
const PRINCIPALS: readonly Principal[] = [
  { id: 'eve', scopes: ['read', 'execute', 'approve', 'admin'] },
  { id: 'team', scopes: ['read', 'execute', 'approve', 'admin'] },
  { id: 'limited', scopes: ['read', 'execute'], environments: ['dev'], pipelines: ['app'] },
  { id: 'nobody', scopes: [] },
];

/** A request, by whom, and what happens before it. */
export interface AnyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly principal: Principal;
  /** What becomes of a run. */
  readonly fate: readonly [executionId: string, status: RunStatus];
}

const text = fc.oneof(
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    '\ud800',
    '\u0000',
    '../..',
    '<b>',
    'glpat-secret0secret0secret',
    '-1',
    '1e9',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constant('x'.repeat(600)),
);
const sense = fc.constantFrom(
  ...['app', 'bootstrap', 'dev', 'gated', 'eu', 'approve', 'reject', 'terminate', 'queued', '1', '20', 'second', 'q'],
  ...['2026-01-01T00:00:00Z', 'execution-1', 'execution-2', 'execution-3', 'tools/list', 'tools/call', '2.0'],
);
const word = fc.oneof({ weight: 3, arbitrary: sense }, text);
const value = fc.oneof({ weight: 4, arbitrary: word }, fc.jsonValue(), fc.boolean(), fc.dictionary(word, word));
const names = [
  ...new Set(Object.values(documentedSchemas).flatMap((schema) => Object.keys(schema['properties'] ?? {}))),
];
const anyBody = fc.oneof(
  fc.constant(undefined),
  fc.string(),
  fc.json(),
  fc.dictionary(fc.constantFrom(...names, 'jsonrpc', 'id', 'method', 'params', '__proto__'), value).map(stringify),
  fc.constantFrom('{}', '[]', 'null'),
);
/** Bodies that make sense, or nearly so. */
const FITTING: Readonly<Record<string, fc.Arbitrary<string>>> = {
  execute: fc
    .record(
      {
        pipeline_type: fc.constantFrom('app', 'bootstrap'),
        environment: fc.constantFrom('dev', 'gated', 'prod'),
        tenant_id: word,
        session_id: word,
        parameters: fc.dictionary(fc.constantFrom('region', 'options', '__proto__'), value),
      },
      { requiredKeys: ['pipeline_type', 'environment'] },
    )
    .map(stringify),
  cancelExecution: fc.constantFrom('{}', '{"force":"terminate"}', '{"force":"kill"}'),
  retryExecution: fc.constantFrom('{}', '{"nothing_runs":true}'),
  answerApproval: fc
    .record({ approval_id: word, decision: fc.constantFrom('approve', 'reject'), inputs: fc.dictionary(word, word) })
    .map(stringify),
  receiveWebhook: sense.map(stringify),
  mcp: fc
    .record({
      jsonrpc: fc.constant('2.0'),
      id: fc.nat(),
      method: fc.constantFrom('tools/list', 'tools/call', 'resources/read', 'prompts/list', 'initialize'),
      params: fc.record(
        {
          name: fc.constantFrom('get_execution', 'list_executions', 'cancel_execution'),
          arguments: fc.dictionary(fc.constantFrom(...names), value),
          uri: word,
        },
        { requiredKeys: [] },
      ),
    })
    .map(stringify),
};
const header = fc.string({ unit: fc.constantFrom(...'aZ09 ,;:="/-_\u00e9') }).map((sample) => sample.trim());
const headers = fc.record(
  {
    'content-type': fc.oneof({ weight: 6, arbitrary: fc.constant('application/json') }, header),
    accept: fc.oneof(fc.constantFrom('text/event-stream', 'application/json, text/event-stream', '*/*'), header),
    'idempotency-key': fc.oneof(sense, header),
    'last-event-id': fc.oneof(fc.constant('second'), header),
    'if-none-match': fc.oneof(fc.constant('*'), header),
    'x-secret': fc.constantFrom(WEBHOOK_SECRET, 'another'),
    'mcp-protocol-version': fc.oneof(fc.constantFrom('2026-07-28', '2025-11-25'), header),
  },
  { requiredKeys: [] },
);

/** Requests for every operation of the document, half of them sensible. */
export const anyRequest: fc.Arbitrary<AnyRequest> = fc.constantFrom(...documentedOperations).chain(requestOf);

function requestOf(operation: DocumentedOperation): fc.Arbitrary<AnyRequest> {
  const part = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...IDS, 'app', 'ci') },
    text.filter((sample) => sample !== '').map(encodeAny),
    fc.constantFrom('%', '%ff', '%00', '%2f', '..'),
  );
  const query = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return fc.record({
    method: fc.oneof(
      { weight: 8, arbitrary: fc.constant(operation.method) },
      fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'),
    ),
    path: fc.tuple(part, fc.array(fc.tuple(fc.constantFrom(...query, 'environment', 'x'), word))).map(([id, pairs]) => {
      const search = pairs.map(([name, sample]) => `${name}=${encodeAny(sample)}`).join('&');
      return `${operation.template.replace(/\{\w+\}/, () => id)}${search === '' ? '' : `?${search}`}`;
    }),
    headers,
    body: fc.oneof(anyBody, { weight: 2, arbitrary: FITTING[operation.operationId] ?? fc.constant(undefined) }),
    principal: fc.constantFrom(...PRINCIPALS),
    fate: fc.tuple(fc.constantFrom(...IDS), fc.constantFrom('running', 'blocked', 'succeeded', 'failed')),
  });
}

/** Encodes also what is no text, as a careless client would. */
function encodeAny(sample: string): string {
  return encodeURIComponent(sample.toWellFormed());
}

function stringify(sample: unknown): string {
  return JSON.stringify(sample);
}
