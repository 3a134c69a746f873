import { describe, expect, it } from 'vitest';
import { hashApiKey } from '../src/index.ts';
import { BUSY_CI_SYSTEM, FAILING, FAILURES, SCENARIOS } from './support/contract-scenarios.ts';
import { startFullServer } from './support/full-server.ts';
import { documentedResponses } from './support/open-api-contract.ts';
import { type DocumentedOperation, documentedOperations } from './support/open-api-document.ts';
import { KEYS, startTestServer } from './support/test-server.ts';

const STRANGER = { id: 'stranger', sha256: hashApiKey(KEYS.all), scopes: [] };
const secured = documentedOperations.filter(({ isSecured }) => isSecured);
/** What MCP may do is decided for each of its tools. */
const scoped = secured.filter(({ operationId }) => operationId !== 'mcp');

/** Answers that no request gets here, by the reason. */
const NOT_HERE: Readonly<Record<string, RegExp>> = {
  'the guards before all routes answer so, which have tests of their own':
    / (?:408|429)$|^get\w+ 400$|^listPipelines 400$/,
  'they refuse hosts and web pages on the open paths too':
    /^(?:get(?!Execution|Pipeline\b)\w+|receiveWebhook|mcp) 403$/,
  'nothing in memory can fail': /^(?:get(?!Execution)\w+|listPipelines|mcp) (?:500|503)$/,
  'only a changed catalog can make it so, which the tests of the service do': /^(?:retry|approve|deny)Execution 422$/,
  'a retry looks at the CI system, and goes by the record where it can not': /^retryExecution 502$/,
  'without token issuers there is no such path': /^getProtectedResource 404$/,
  'the engine answers so, which has tests of its own': /^mcp (?:404|406|415)$/,
};

describe('the OpenAPI document', () => {
  it('has no answer that this suite does not get', () => {
    const covered = new Set([
      ...Object.keys(SCENARIOS),
      ...secured.map(({ operationId }) => `${operationId} 401`),
      ...scoped.map(({ operationId }) => `${operationId} 403`),
      ...Object.keys(FAILING).flatMap((operation) => FAILURES.map(([status]) => `${operation} ${status}`)),
    ]);
    const isExcused = (response: string): boolean => Object.values(NOT_HERE).some((form) => form.test(response));
    const missing = documentedResponses.filter((response) => !covered.has(response));
    expect(missing.filter((response) => !isExcused(response))).toEqual([]);
    expect(missing.filter((response) => / [23]\d\d$/.test(response))).toEqual([]);
  });

  it('has every answer that this suite gets', () => {
    expect(Object.keys(SCENARIOS).filter((response) => !documentedResponses.includes(response))).toEqual([]);
  });

  it.each(Object.entries(SCENARIOS))('describes %s as the server answers it', async (name, scenario) => {
    const { status } = await scenario(await startFullServer());
    expect(`${name.split(' ')[0]} ${status}`).toBe(name);
  });

  it.each(secured)('describes what $operationId answers to whoever has no key', async (operation) => {
    const { call } = await startTestServer();
    const { status, body } = await call(operation.method, samplePath(operation), { key: 'none' });
    expect([status, body.code]).toEqual([401, 'unauthenticated']);
  });

  it.each(scoped)('describes what $operationId answers to a key without its scope', async (operation) => {
    const { call } = await startFullServer({ apiKeys: [STRANGER] });
    const { status, body } = await call(operation.method, samplePath(operation), { body: sampleBody(operation) });
    expect([status, body.code]).toEqual([403, 'forbidden']);
    expect(body.detail).toContain('stranger has: none.');
  });

  it.each(Object.entries(FAILING))('describes what %s answers when the store fails', async (_, request) => {
    for (const [expected, failure] of FAILURES) {
      const { status } = await request(await startTestServer(), failure);
      expect(status).toBe(expected);
    }
  });

  it.each(Object.entries(BUSY_CI_SYSTEM))(
    'describes what %s answers when the CI system is busy',
    async (_, request) => {
      expect((await request(await startTestServer())).status).toBe(503);
    },
  );
});

function samplePath({ template, operationId }: DocumentedOperation): string {
  const path = template.replace('{execution_id}', 'some-id').replace('{pipeline_type}', 'app');
  return operationId === 'listExecutions' ? `${path}?environment=dev` : path;
}

function sampleBody({ operationId }: DocumentedOperation): unknown {
  if (operationId === 'execute') return { pipeline_type: 'app', environment: 'dev' };
  return operationId === 'answerApproval' ? { approval_id: 'q', decision: 'approve' } : undefined;
}
