import { ExecutorError, type Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { documentedSchemas } from './support/open-api-document.ts';
import { type Call, startTestServer } from './support/test-server.ts';

const APP = { pipeline_type: 'app', environment: 'dev' };

describe('POST /execute', () => {
  it('starts one run and says where the execution is', async () => {
    const { call, executor } = await startTestServer();
    const body = { pipeline_type: 'bootstrap', environment: 'dev', parameters: { region: 'eu' } };
    const answer = await call<Wire['Execution']>('POST', '/execute', { body });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ ...body, status: 'queued', requested_by: 'team', run: { executor: 'ci' } });
    expect(executor.starts).toHaveLength(1);
    expect(executor.starts[0]?.variables).toMatchObject({ REGION: 'eu', ENVIRONMENT: 'dev' });
    const found = await call('GET', answer.headers.get('location') ?? '');
    expect(found.body).toEqual(answer.body);
  });

  it('answers a repeated request with the first execution while that is unfinished', async () => {
    const { call, execute, executor } = await startTestServer();
    const first = await execute();
    const repeated = await call('POST', '/execute', { body: APP });
    expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(repeated.headers.has('location')).toBe(false);
    expect(repeated.body).toEqual(first);
    executor.setRun(first.execution_id, { status: 'succeeded', rawStatus: 'success' });
    await call('GET', `/executions/${first.execution_id}`);
    const later = await call<Wire['Execution']>('POST', '/execute', { body: APP });
    expect(later.status).toBe(202);
    expect(later.body.execution_id).not.toBe(first.execution_id);
    expect(executor.starts).toHaveLength(2);
  });

  it('answers a repeated Idempotency-Key with the first execution, also when that has finished', async () => {
    const { call, execute, executor } = await startTestServer();
    const headers = { 'idempotency-key': 'request-1' };
    const first = await execute({}, headers);
    executor.setRun(first.execution_id, { status: 'succeeded', rawStatus: 'success' });
    await call('GET', `/executions/${first.execution_id}`);
    const repeated = await call<Wire['Execution']>('POST', '/execute', { body: APP, headers });
    expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(repeated.body).toMatchObject({ execution_id: first.execution_id, status: 'succeeded' });
    expect(executor.starts).toHaveLength(1);
  });

  it('refuses an Idempotency-Key that names another request', async () => {
    const { call, execute, executor } = await startTestServer();
    const headers = { 'idempotency-key': 'request-1' };
    const first = await execute({}, headers);
    const { status, body } = await call('POST', '/execute', { body: { ...APP, tenant_id: 'acme' }, headers });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'idempotency_conflict', execution_id: first.execution_id, retryable: false });
    expect(executor.starts).toHaveLength(1);
  });

  it.each([
    ['an Idempotency-Key', { 'idempotency-key': 'request-1' }],
    ['no key', undefined],
  ])('starts one run for ten requests at the same time with %s', async (_, headers) => {
    const { call, executor } = await startTestServer();
    const requests = Array.from({ length: 10 }, () =>
      call<Wire['Execution']>('POST', '/execute', { body: APP, headers }),
    );
    const answers = await Promise.all(requests);
    expect(new Set(answers.map(({ body }) => body.execution_id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(executor.starts).toHaveLength(1);
  });

  it('takes the same request in another conversation for another request', async () => {
    const { execute, executor } = await startTestServer();
    const first = await execute({ session_id: 'one' });
    const second = await execute({ session_id: 'two' });
    expect(second.execution_id).not.toBe(first.execution_id);
    expect(executor.starts).toHaveLength(2);
  });

  it('names the unfinished execution that is in the way', async () => {
    const { call, execute } = await startTestServer();
    const first = await execute({ pipeline_type: 'bootstrap' });
    const body = { pipeline_type: 'bootstrap', environment: 'dev', parameters: { region: 'us' } };
    const conflict = await call('POST', '/execute', { body });
    expect(conflict.status).toBe(409);
    expect(conflict.body).toMatchObject({
      type: 'urn:sluice:problem:concurrency_conflict',
      code: 'concurrency_conflict',
      execution_id: first.execution_id,
      retryable: true,
    });
  });

  it('answers a run that the CI system refused with an execution that failed', async () => {
    const { call, executor } = await startTestServer();
    executor.failWith('start', new ExecutorError({ message: 'There is no branch "main".', outcome: 'not_started' }));
    const { status, body } = await call('POST', '/execute', { body: APP });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      status: 'failed',
      failure: { code: 'not_started', message: 'There is no branch "main".' },
    });
  });

  it('names every wrong parameter and what is allowed', async () => {
    const { call, executor } = await startTestServer();
    const parameters = { region: 'moon', size: 3, account: 'main' };
    const { status, body } = await call('POST', '/execute', {
      body: { pipeline_type: 'bootstrap', environment: 'prod', parameters },
    });
    expect(status).toBe(422);
    expect(body.code).toBe('invalid_parameters');
    expect(body.errors).toEqual([
      { field: 'account', message: 'may not be set in prod' },
      { field: 'region', message: 'is not one of the allowed values', allowed: ['eu', 'us'] },
      { field: 'size', message: 'is not a parameter of this pipeline', allowed: ['region', 'account'] },
    ]);
    expect(executor.starts).toHaveLength(0);
  });
});

const BAD_BODIES: [string, Call, string][] = [
  ['no JSON', { body: '{"pipeline_type":' }, 'The body is not valid JSON.'],
  ['an empty body', { headers: { 'content-type': 'application/json' } }, 'The body is empty; JSON is needed.'],
  [
    'no content type',
    { body: '{}', headers: { 'content-type': '' } },
    'Send the body as JSON, with "Content-Type: application/json"',
  ],
  [
    'a form',
    { body: 'pipeline_type=app', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    '"application/x-www-form-urlencoded" is not accepted',
  ],
  ['a list', { body: [APP] }, 'body must be an object'],
  ['null', { body: 'null' }, 'body must be an object'],
  ['nothing that is needed', { body: {} }, 'pipeline_type is required; environment is required'],
  ['a wrong type', { body: { ...APP, environment: 1 } }, 'environment must be a string'],
  ['a parameter beside "parameters"', { body: { ...APP, region: 'eu' } }, 'region is not known here, allowed: '],
  ['parameters that are a list', { body: { ...APP, parameters: ['eu'] } }, 'parameters must be an object'],
  ['an empty key', { body: APP, headers: { 'idempotency-key': '' } }, 'Idempotency-Key must not be empty'],
  [
    'a key that is too long',
    { body: APP, headers: { 'idempotency-key': 'x'.repeat(256) } },
    'Idempotency-Key must have 255 characters or fewer',
  ],
  [
    'a body that is nested deeply',
    { body: `{"parameters":${'{"options":'.repeat(5000)}1${'}'.repeat(5000)}}` },
    'The body is nested too deeply: 32 levels are accepted.',
  ],
];

describe('the body of POST /execute', () => {
  it.each(BAD_BODIES)('is refused when it is %s', async (_, request, detail) => {
    const { call, executor } = await startTestServer();
    const { status, body } = await call('POST', '/execute', request);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.detail).toContain(detail);
    expect(executor.starts).toHaveLength(0);
  });

  it('may say its charset', async () => {
    const { call } = await startTestServer();
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await call('POST', '/execute', { body: APP, headers })).status).toBe(202);
  });

  const properties = Object.entries(documentedSchemas['ExecuteRequest']?.['properties'] ?? {});
  const texts = properties.filter(([, schema]) => schema.type === 'string');

  it.each(texts)('may have a %s as long as the document says and no longer', async (field, { maxLength }) => {
    const { call } = await startTestServer();
    const longest = await call('POST', '/execute', { body: { ...APP, [field]: 'x'.repeat(maxLength) } });
    expect(longest.status).not.toBe(400);
    const tooLong = await call('POST', '/execute', { body: { ...APP, [field]: 'x'.repeat(maxLength + 1) } });
    expect(tooLong.body.errors).toEqual([{ field, message: `must have ${maxLength} characters or fewer` }]);
    const empty = await call('POST', '/execute', { body: { ...APP, [field]: '' } });
    expect(empty.body.errors).toEqual([{ field, message: 'must not be empty' }]);
  });
});

describe('the size of a body', () => {
  function bodyOf(bytes: number): string {
    const body = JSON.stringify({ ...APP, parameters: { options: { text: '' } } });
    return body.replace('""', `"${'x'.repeat(bytes - body.length)}"`);
  }

  it('is 64 KB at the most', async () => {
    const { call } = await startTestServer();
    expect((await call('POST', '/execute', { body: bodyOf(65_536) })).status).toBe(202);
    const { status, body } = await call('POST', '/execute', { body: bodyOf(65_537) });
    expect(status).toBe(413);
    expect(body).toMatchObject({
      code: 'request_too_large',
      detail: 'The body is too large: 65536 bytes are accepted.',
    });
  });

  it('is limited by what arrives where the sender does not say how much it will be', async () => {
    const { server } = await startTestServer({ apiKeys: [], bodyLimitBytes: 1000 });
    const stream = (text: string): ReadableStream<Uint8Array> => new Blob([text]).stream();
    const send = (text: string): Promise<Response> =>
      fetch(`${server.url}/execute`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: stream(text),
        duplex: 'half',
      });
    expect((await send(bodyOf(1000))).status).toBe(202);
    expect((await send(bodyOf(1001))).status).toBe(413);
  });
});
