import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { confirmedGroups } from './support/confirmed-groups.ts';
import {
  type Asked,
  approve,
  cancel,
  createProxyBench,
  deny,
  deploy,
  follow,
  json,
  list,
  log,
  problem,
  type Respond,
  running,
} from './support/proxy-bench.ts';

const proxy = createProxyBench();

/** The operations of the server that the proxy calls, by what is asked of it. */
const CALLS: Readonly<Record<string, Asked>> = {
  execute: deploy,
  listExecutions: list,
  getExecution: follow,
  cancelExecution: cancel,
  approveExecution: { ...approve, options: { actionGroups: confirmedGroups('ENABLED') } },
  denyExecution: deny,
  getExecutionLog: log,
};

const NOTHING: Readonly<Record<string, RegExp>> = {
  execute: /[Nn]othing was started/,
  cancelExecution: /[Tt]he run was not asked to stop/,
  approveExecution: /[Nn]othing was approved/,
  denyExecution: /[Nn]othing was denied/,
};

const FIELDS = [{ field: 'environment', message: 'is not one of them', allowed: ['dev', 'prod'] }];
const ID = { execution_id: 'exec-0' };

/** An answer of the server, and what becomes of it. */
interface Row {
  readonly status: number;
  readonly code: string;
  readonly more?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the reply, where it is another one. */
  readonly told?: { readonly status: number; readonly code: string };
  /** What the reply says to do. */
  readonly advice: RegExp;
  /** Whether it is certain that nothing was started. */
  readonly isCertain: boolean;
  /** @defaultValue all that have the status */
  readonly operations?: readonly string[];
}

const DECISIONS = ['approveExecution', 'denyExecution'];
const ROWS: readonly Row[] = [
  { status: 400, code: 'invalid_request', advice: /^What happened: invalid_request\.$/, isCertain: true },
  {
    status: 401,
    code: 'unauthenticated',
    told: { status: 502, code: 'server_refused_key' },
    advice: /key was refused; .*\. Tell the platform team; asking again does not help\.$/,
    isCertain: true,
  },
  {
    status: 403,
    code: 'forbidden',
    advice: /^Not allowed: What happened: forbidden\. .*Asking again does not help; tell the user/,
    isCertain: true,
  },
  {
    status: 404,
    code: 'execution_not_found',
    advice: /Check the execution_id; list-executions shows those of an environment\.$/,
    isCertain: false,
    operations: ['getExecution', 'cancelExecution', 'getExecutionLog', ...DECISIONS],
  },
  {
    status: 404,
    code: 'pipeline_not_found',
    more: { errors: [{ field: 'pipeline_type', message: 'is none', allowed: ['app'] }] },
    advice: /Tell the user which there are\.$/,
    isCertain: true,
    operations: ['execute'],
  },
  { status: 404, code: 'not_found', advice: /^What happened: not_found\.$/, isCertain: true, operations: ['execute'] },
  { status: 408, code: 'request_timeout', advice: /^What happened/, isCertain: true },
  {
    status: 409,
    code: 'concurrency_conflict',
    more: ID,
    advice: /Ask for that one with get-execution, and tell the user of it\.$/,
    isCertain: true,
    operations: ['execute'],
  },
  {
    status: 409,
    code: 'outside_allowed_hours',
    advice: /Tell the user when it may be started\.$/,
    isCertain: true,
    operations: ['execute', 'approveExecution'],
  },
  {
    status: 409,
    code: 'approval_not_pending',
    more: ID,
    advice: /Ask for it with get-execution to tell the user how it stands\.$/,
    isCertain: false,
    operations: DECISIONS,
  },
  { status: 409, code: 'execution_not_settled', more: ID, advice: /^What happened/, isCertain: false },
  { status: 413, code: 'request_too_large', advice: /Send fewer or shorter parameters\.$/, isCertain: true },
  {
    status: 422,
    code: 'invalid_parameters',
    more: { errors: FIELDS },
    advice: /Mend these and call it again; ask the user for what you do not know\.$/,
    isCertain: true,
  },
  {
    status: 422,
    code: 'idempotency_conflict',
    more: ID,
    advice: /Call it once more if it is still wanted\.$/,
    isCertain: true,
    operations: ['execute'],
  },
  {
    status: 429,
    code: 'rate_limited',
    headers: { 'retry-after': '42' },
    advice: /^What happened: rate_limited\. Ask again in 42 seconds\.$/,
    isCertain: true,
  },
  { status: 500, code: 'internal_error', advice: /(?:not known whether|Ask again in a moment)/, isCertain: false },
  { status: 502, code: 'executor_failed', advice: /(?:not known whether|Ask again in a moment)/, isCertain: false },
  {
    status: 503,
    code: 'store_unavailable',
    headers: { 'retry-after': '600' },
    advice: /Ask again in 10 minutes\. (?:Look what is under way|It is not known whether|Ask again)/,
    isCertain: false,
  },
  {
    status: 503,
    code: 'overloaded',
    headers: { 'retry-after': '30' },
    advice: /Ask again in 30 seconds\.$/,
    isCertain: true,
  },
];

const document: {
  paths: Record<string, Record<string, { operationId?: string; responses?: Record<string, unknown> }>>;
} = parse(readFileSync(new URL('../../../schemas/pipeline-server.openapi.yaml', import.meta.url), 'utf8'));
const operations = Object.values(document.paths).flatMap((item) => Object.values(item));

/** The statuses with which the document has an operation refuse. */
function refusalsOf(operationId: string): readonly number[] {
  const { responses = {} } = operations.find((operation) => operation.operationId === operationId) ?? {};
  return Object.keys(responses)
    .map(Number)
    .filter((status) => status >= 400);
}

const CASES = Object.keys(CALLS).flatMap((operationId) =>
  ROWS.filter(
    (row) => refusalsOf(operationId).includes(row.status) && (row.operations ?? [operationId]).includes(operationId),
  ).map((row) => ({ ...row, operationId })),
);

describe('every refusal of the server, for every operation that the proxy asks for', () => {
  it('is in this table', () => {
    for (const operationId of Object.keys(CALLS)) {
      const covered = CASES.filter((row) => row.operationId === operationId).map(({ status }) => status);
      expect([operationId, [...new Set(covered)].sort()]).toEqual([operationId, refusalsOf(operationId).toSorted()]);
      expect(covered.length).toBeGreaterThanOrEqual(6);
    }
  });

  it.each(CASES)('$operationId: $status $code', async (row) => {
    const { status, code, more, headers, told = { status, code }, operationId } = row;
    proxy.respond = problem(status, code, more, headers);
    const asked = CALLS[operationId];
    if (asked === undefined) throw new Error('There is no such call.');
    const reply = await proxy.ask(asked);
    expect(reply).toMatchObject({ status: told.status, body: { code: told.code, ...more } });
    expect(reply.body['message']).toMatch(row.advice);
    expect(reply.body['nothing_started']).toBe(operationId === 'execute' && row.isCertain ? true : undefined);
    if (status === 401 || status === 403) expect(reply.body['message']).toMatch(NOTHING[operationId] ?? /./);
    expect(proxy.recorded).toEqual([]);
  });
});

describe('what the server refuses', () => {
  it('is in the log with its reason, for whoever is on call', async () => {
    proxy.respond = problem(422, 'invalid_parameters');
    await proxy.ask(deploy);
    expect(proxy.logger.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        fields: expect.objectContaining({
          outcome: 'invalid_parameters',
          reason: expect.stringMatching(/^What happened: invalid_parameters\. Mend these/),
        }),
      }),
    );
  });

  it('names the scope or the environment that the key lacks, to the agent and in the log', async () => {
    const detail = 'mcp-proxy may not use the environment "prod"; it may use: dev.';
    proxy.respond = problem(403, 'forbidden', { detail });
    const { body } = await proxy.ask(deploy);
    expect(body['message']).toBe(
      `Not allowed: ${detail} Nothing was started. Asking again does not help; tell the user, who may ask the platform team for it.`,
    );
    expect(proxy.logger.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ reason: detail }) }),
    );
  });

  it('tells the platform team in the log which variable holds the key that was refused', async () => {
    proxy.respond = problem(401, 'unauthenticated');
    await proxy.ask(deploy);
    expect(proxy.logger.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toContainEqual(
      expect.stringContaining('MCP_SERVER_API_KEY'),
    );
  });

  it.each<[string, Respond, RegExp]>([
    ['403 of a firewall', json(403, '<html>Forbidden</html>'), /does not allow the proxy this\. Nothing was started\./],
    ['401 of a gateway', json(401, { message: 'Unauthorized' }), /key was refused; nothing was started/],
    [
      '429 of a gateway',
      json(429, { message: 'Too Many Requests' }),
      /asked too often; nothing was started. Ask again in 60 sec/,
    ],
    ['429 with its time', json(429, '', { 'retry-after': '300' }), /nothing was started. Ask again in 5 minutes\./],
  ])('need not come from the server itself: %s', async (_, respond, expected) => {
    proxy.respond = respond;
    const { body } = await proxy.ask(deploy);
    expect(body).toMatchObject({ nothing_started: true });
    expect(body['message']).toMatch(expected);
  });

  it('says when to ask again once, where the server says it itself', async () => {
    proxy.respond = problem(429, 'rate_limited', { detail: 'Too often. Ask again in 20 s.' }, { 'retry-after': '20' });
    expect((await proxy.ask(follow)).body['message']).toBe('Too often. Ask again in 20 s.');
  });

  it('keeps its text when its code is not known here', async () => {
    proxy.respond = problem(418, 'teapot');
    const reply = await proxy.ask(deploy);
    expect(reply).toMatchObject({ status: 418, body: { code: 'internal_error' } });
    expect(reply.body['message']).toMatch(/^What happened: teapot\. It is not known whether the pipeline was started/);
    expect(reply.body).not.toHaveProperty('nothing_started');
  });
});

it('a change of a kind that only a later server knows does not make its answer unreadable', async () => {
  proxy.respond = json(202, { ...running, last_change: { type: 'execution.paused', actor: 'ann' } });
  expect(await proxy.ask(deploy)).toMatchObject({ status: 200, body: { status: 'running' } });
});
