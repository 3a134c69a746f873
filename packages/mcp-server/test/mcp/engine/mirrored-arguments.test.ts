import type { CallToolResult } from '@modelcontextprotocol/server';
import type { JsonSchema, Principal } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { McpDefinitions, ToolDefinition } from '../../../src/mcp/definitions.ts';
import { createMcpRegistry } from '../../../src/mcp/registry.ts';
import { headerPairs } from '../../support/door-request.ts';
import { type JsonRpcAnswer, lastMessage } from '../../support/mcp-clients.ts';
import { mcpRequest } from '../../support/mcp-message.ts';
import { KEYS, startTestServer } from '../../support/test-server.ts';

const READER: Principal = { id: 'reader', scopes: ['read'] };
const HEADER_MISMATCH = -32_020;

const REGION: JsonSchema = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    count: { type: 'integer', 'x-mcp-header': 'Count' },
    dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
    at: { type: 'object', properties: { zone: { type: 'string', 'x-mcp-header': 'Zone' } } },
    note: { type: 'string' },
  },
};

function definitionsOf(inputSchema: JsonSchema, onlyAnswers: boolean): McpDefinitions {
  const tool: ToolDefinition = {
    name: 'mirrored',
    title: 'Mirrored',
    description: 'Has arguments that clients repeat in headers.',
    inputSchema,
    annotations: {},
    onlyAnswers,
    call: async (input) => ({ content: [{ type: 'text', text: JSON.stringify(input) }] }),
  };
  return { tools: [tool], resources: [], resourceTemplates: [], prompts: [] };
}

interface Answer {
  readonly status: number;
  readonly code: number | undefined;
  readonly message: string | undefined;
  readonly text: string | undefined;
}

/** Calls the tool of a server. */
type Call = (input: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

async function startServer(onlyAnswers: boolean): Promise<Call> {
  const { server } = await startTestServer({
    mcp: { extend: (serving) => ({ ...serving, definitions: definitionsOf(REGION, onlyAnswers) }) },
  });
  return async (input, headers = {}) => {
    const params = { name: 'mirrored', arguments: input };
    const request = mcpRequest('tools/call', params, { 'x-api-key': KEYS.all, ...headers });
    const { method, body = null } = request;
    const response = await fetch(`${server.url}/mcp`, { method, headers: headerPairs(request), body });
    const { error, result } = lastMessage(await response.text());
    return { status: response.status, code: error?.code, message: error?.message, text: textOf(result) };
  };
}

function textOf(result: JsonRpcAnswer['result']): string | undefined {
  return (result as CallToolResult | undefined)?.content.map((block) => ('text' in block ? block.text : '')).join('');
}

describe.each([
  ['a tool that only answers', true],
  ['a tool that may do more', false],
])('an argument that is repeated in a header, of %s,', (_, onlyAnswers) => {
  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, string>>]>([
    ['as it is', { region: 'eu' }, { 'mcp-param-region': 'eu' }],
    ['in Base64', { region: 'Zürich' }, { 'mcp-param-region': '=?base64?WsO8cmljaA==?=' }],
    ['like Base64 but without its beginning', { region: 'SGVsbG8=' }, { 'mcp-param-region': 'SGVsbG8=' }],
    ['like Base64 but without its end', { region: '=?base64?SGVs' }, { 'mcp-param-region': '=?base64?SGVs' }],
    ['as another form of its number', { count: 42 }, { 'mcp-param-count': '42.0' }],
    ['as a boolean', { dry: false }, { 'mcp-param-dry': 'false' }],
    ['from within another one', { at: { zone: 'b' } }, { 'mcp-param-zone': 'b' }],
    ['though it is not there', { note: 'n' }, { 'mcp-param-region': 'eu' }],
  ])('is taken %s', async (_case, input, headers) => {
    const call = await startServer(onlyAnswers);
    expect(await call(input, headers)).toMatchObject({ status: 200, code: undefined, text: JSON.stringify(input) });
  });

  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, string>>, string]>([
    ['is missing', { region: 'eu' }, {}, 'the argument region needs the header Mcp-Param-Region'],
    ['says another text', { region: 'eu' }, { 'mcp-param-region': 'us' }, 'does not say what the argument region does'],
    ['differs in case', { region: 'eu' }, { 'mcp-param-region': 'EU' }, 'does not say what the argument region does'],
    ['says another number', { count: 1 }, { 'mcp-param-count': '2' }, 'does not say what the argument count does'],
    ['says no number', { count: 1 }, { 'mcp-param-count': '0x1' }, 'does not say what the argument count does'],
    ['lacks padding', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }, 'no valid Base64'],
    ['has odd characters', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }, 'no valid Base64'],
    ['is no UTF-8', { region: 'Hello' }, { 'mcp-param-region': '=?base64?/w==?=' }, 'no valid Base64 of UTF-8'],
    ['is missing for a nested one', { at: { zone: 'b' } }, {}, 'the argument at.zone needs the header Mcp-Param-Zone'],
  ])('is refused where the header %s', async (_case, input, headers, message) => {
    const call = await startServer(onlyAnswers);
    const answer = await call(input, headers);
    expect([answer.status, answer.code]).toEqual([400, HEADER_MISMATCH]);
    expect(answer.message).toContain(message);
  });

  it('is told to be wrong by the check of arguments where no header could say it', async () => {
    const call = await startServer(onlyAnswers);
    expect((await call({ region: { not: 'a text' } })).text).toContain('region');
  });
});

describe('a schema whose arguments are repeated in headers', () => {
  const text = { type: 'string', 'x-mcp-header': 'Region' };
  it.each<[string, JsonSchema, string]>([
    ['below a condition', { type: 'object', anyOf: [{ properties: { a: text } }] }, 'under "properties" only'],
    ['in a list', { type: 'object', properties: { a: { type: 'array', items: text } } }, 'under "properties" only'],
    ['for a number', { type: 'object', properties: { a: { ...text, type: 'number' } } }, 'an integer or a boolean'],
    ['for an object', { type: 'object', properties: { a: { ...text, type: 'object' } } }, 'an integer or a boolean'],
    ['twice', { type: 'object', properties: { a: text, b: { ...text, 'x-mcp-header': 'REGION' } } }, 'twice'],
    ['as no header', { type: 'object', properties: { a: { ...text, 'x-mcp-header': 'a b' } } }, 'a header name'],
    ['without a name', { type: 'object', properties: { a: { ...text, 'x-mcp-header': '' } } }, 'a header name'],
  ])('is refused where it wants one %s', (_case, schema, message) => {
    const registry = createMcpRegistry(definitionsOf(schema, false));
    expect(() => registry.viewFor(READER)).toThrow(message);
  });
});
