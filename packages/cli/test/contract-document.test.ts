import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkByDocument } from '../src/contract/check-by-document.ts';
import { readOpenApi } from '../src/contract/open-api-document.ts';
import { type Interaction, parsePact } from '../src/contract/pact.ts';

const DOCUMENT = readFileSync(new URL('../../../schemas/pipeline-server.openapi.yaml', import.meta.url), 'utf8');
const PACT = readFileSync(new URL('../../lambda-adapters/pacts/mcp-proxy-mcp-server.json', import.meta.url), 'utf8');
const { interactions } = parsePact(PACT, 'the pact');

/** Returns what the document, changed so, does not have of the pact. */
function faultsWith(change: (text: string) => string, only?: string): readonly string[] {
  const openApi = readOpenApi(parse(change(DOCUMENT)));
  if (openApi === undefined) throw new Error('That is no OpenAPI document any more');
  return interactions
    .filter(({ description }) => only === undefined || description === only)
    .flatMap((one) => checkByDocument(openApi, one).map(({ path, message }) => `${path}: ${message}`));
}

function replaced(text: string, other: string): (document: string) => string {
  return (document) => {
    if (!document.includes(text)) throw new Error(`The document has no ${text}`);
    return document.replaceAll(text, other);
  };
}

function changedPact(description: string, text: string, other: string): readonly string[] {
  const changed = parsePact(PACT.replaceAll(text, other), 'the pact').interactions;
  const openApi = readOpenApi(parse(DOCUMENT));
  const found: Interaction | undefined = changed.find((one) => one.description === description);
  if (openApi === undefined || found === undefined) throw new Error(`There is no interaction "${description}"`);
  return checkByDocument(openApi, found).map(({ path, message }) => `${path}: ${message}`);
}

describe('the pact of the proxy', () => {
  it.each(interactions)('is as the OpenAPI document has it: $description', (interaction) => {
    const openApi = readOpenApi(parse(DOCUMENT));
    expect(openApi === undefined ? 'no document' : checkByDocument(openApi, interaction)).toEqual([]);
  });
});

describe('pact and document part when the document', () => {
  const GET = 'a request for an execution';
  const EXECUTE = 'a request to execute a pipeline';

  it.each<[string, (document: string) => string, string, string]>([
    [
      'renames a field of an answer',
      replaced('requested_by: { type: string, description: The principal that asked. }', 'asked_by: { type: string }'),
      GET,
      'Unrecognized key: "requested_by"',
    ],
    [
      'removes a field of a problem',
      replaced('        code: { $ref: ', '        kind: { $ref: '),
      'a request for a pipeline that there is not',
      '"code"',
    ],
    [
      'changes the type of a field',
      replaced(
        'version: { type: integer, minimum: 1, description: Grows',
        'version: { type: string, description: Grows',
      ),
      GET,
      '$.version: Invalid input: expected string, received number',
    ],
    [
      'takes a status of an execution away',
      replaced('        - awaiting_approval\n', ''),
      GET,
      'does not have "awaiting_approval"',
    ],
    [
      'takes a code of a problem away',
      replaced('        - execution_not_found\n', ''),
      'a request for an execution that there is not',
      '$.code',
    ],
    [
      'renames a field of a request',
      replaced('        pipeline_type:\n          type: string', '        pipeline:\n          type: string'),
      EXECUTE,
      'Unrecognized key: "pipeline_type"',
    ],
    [
      'asks for one field more',
      replaced(
        'required: [pipeline_type, environment]\n      properties:\n',
        'required: [pipeline_type, environment, reason]\n      properties:\n        reason: { type: string }\n',
      ),
      EXECUTE,
      'request $.reason',
    ],
    [
      'renames a query parameter',
      replaced('- name: wait\n', '- name: wait_seconds\n'),
      'a request to wait for an execution',
      'query wait: is not in the document',
    ],
    [
      'allows less in a query parameter',
      replaced('maximum: 25', 'maximum: 4'),
      'a request to wait for an execution',
      'query wait: Too big',
    ],
    [
      'renames a header of a request',
      replaced('name: Idempotency-Key', 'name: Request-Key'),
      'a request to execute a pipeline, with a key',
      'header idempotency-key: is not in the document',
    ],
    [
      'renames a header of an answer',
      replaced('Idempotency-Replayed:', 'Replayed:'),
      'a request that was made before',
      'header idempotency-replayed: is not in the document',
    ],
    [
      'renames the header of the key',
      replaced('name: X-API-Key', 'name: X-Key'),
      GET,
      'has none of the headers x-key, authorization',
    ],
    [
      'takes a path away',
      replaced('  /executions/{execution_id}/deny:', '  /executions/{execution_id}/refuse:'),
      'a denial',
      'the document has no POST /executions/exec-1/deny',
    ],
    [
      'takes a status away',
      replaced(
        "        '202':\n          description: An execution",
        "        '201':\n          description: An execution",
      ),
      EXECUTE,
      'status: the document has no 202',
    ],
    [
      'answers in another media type',
      replaced('application/problem+json', 'application/vnd.problem+json'),
      'a request for an execution that there is not',
      'the document has none that is application/problem+json',
    ],
  ])('%s', (_, change, only, message) => {
    expect(faultsWith(change, only).join('\n')).toContain(message);
  });
});

describe('pact and document part when the proxy', () => {
  it.each([
    ['reads a field that no answer has', 'a request for an execution', '"requested_by"', '"requester"', '"requester"'],
    [
      'sends a field that no request has',
      'a request to execute a pipeline',
      '"pipeline_type"',
      '"pipeline"',
      '"pipeline"',
    ],
    [
      'sends a header that no request has',
      'a request to execute a pipeline, with a key',
      '"Idempotency-Key"',
      '"Request-Key"',
      'header request-key: is not in the document',
    ],
    [
      'asks in a status that does not exist',
      'a request for some of the executions of an environment',
      '["running"]',
      '["runs"]',
      'query status',
    ],
    [
      'shows no key',
      'a request for an execution',
      '"X-API-Key"',
      '"X-Other-Key"',
      'has none of the headers x-api-key, authorization',
    ],
  ])('%s', (_, description, text, other, message) => {
    expect(changedPact(description, text, other).join('\n')).toContain(message);
  });
});

it('what is no OpenAPI document is not taken for one', () => {
  expect(readOpenApi({ title: 'hello' })).toBeUndefined();
  expect(readOpenApi(undefined)).toBeUndefined();
});
