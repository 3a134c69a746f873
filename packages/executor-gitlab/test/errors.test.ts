import { inspect } from 'node:util';
import { ExecutorError } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerError, connectionError, nonsenseError, type Subject, timeoutError } from '../src/errors.ts';

const start: Subject = { action: 'start', project: 'platform/bootstrap', ref: 'main' };
const read: Subject = { action: 'read', project: 'platform/bootstrap', ref: 'main', runId: '7' };

function answer(status: number, body: unknown, retryAfterMs?: number) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, body: text, contentType: 'application/json', retryAfterMs };
}

describe('an answer to a start', () => {
  it.each([400, 401, 403, 404, 405, 409, 413, 415, 422, 429])('of %i proves that nothing was started', (status) => {
    expect(answerError(start, answer(status, {}), []).outcome).toBe('not_started');
  });

  it.each([408, 499, 500, 502, 503, 504, 520, 522, 524, 599])('of %i proves nothing', (status) => {
    const error = answerError(start, answer(status, { message: '500 Internal Server Error' }), []);
    expect(error).toMatchObject({ outcome: 'unknown' });
    expect(error.message).toContain('one may exist or still appear');
  });

  it.each([301, 302, 307, 308])(
    'of %i was not followed: nothing was started, and the target needs a change',
    (status) => {
      const error = answerError(start, answer(status, ''), []);
      expect(error).toMatchObject({ outcome: 'not_started', retryable: false });
      expect(error.message).toContain('project "platform/bootstrap" has probably been moved');
    },
  );

  it.each([
    [
      400,
      { message: { base: ['Reference not found'] } },
      'GitLab refused to start the pipeline: Reference not found. Check the ref "main" of project "platform/bootstrap".',
    ],
    [
      400,
      { message: { base: ['Insufficient permissions to set pipeline variables'] } },
      'GitLab refused to start the pipeline: Insufficient permissions to set pipeline variables. Allow pipeline variables in the CI/CD settings of project "platform/bootstrap", or pass inputs: variablesAs "inputs" in the target.',
    ],
    [
      401,
      {
        error: 'invalid_token',
        error_description: 'Token is expired. You can either do re-authorization or token refresh.',
      },
      'GitLab refused to start the pipeline: invalid_token; Token is expired. You can either do re-authorization or token refresh. The access token is wrong, expired or revoked: set a new one.',
    ],
    [
      403,
      { error: 'insufficient_scope', scope: 'api' },
      'GitLab refused to start the pipeline: insufficient_scope. The access token needs the scope "api".',
    ],
    [
      404,
      { message: '404 Project Not Found' },
      'GitLab refused to start the pipeline: Project Not Found. Check that project "platform/bootstrap" exists and that the access token may see it, or, where a trigger token starts it, that it is one of this project.',
    ],
    [400, { error: 'ref is missing' }, 'GitLab refused to start the pipeline: ref is missing.'],
    [400, { message: ['one', 'two'] }, 'GitLab refused to start the pipeline: one; two.'],
    [400, { message: { ref: ['is invalid'] } }, 'GitLab refused to start the pipeline: ref is invalid.'],
    [429, 'Retry later\n', 'GitLab refused to start the pipeline: Retry later. Ask again later.'],
    [
      403,
      '<html><body><h1>403 Forbidden</h1></body></html>',
      'GitLab refused to start the pipeline (HTTP 403). The access token\'s user may not do this in project "platform/bootstrap".',
    ],
    [422, '', 'GitLab refused to start the pipeline (HTTP 422).'],
  ])('of %i with %j is one sentence for a person, and what to do', (status, body, message) => {
    expect(answerError(start, answer(status, body), []).message).toBe(message);
  });

  it.each([
    [429, 'Retry later\n'],
    [400, { message: { base: ['Too many pipelines created in the last minute. Try again later.'] } }],
  ])('of %i with %j started nothing, and may be asked for again after the time that is known', (status, body) => {
    expect(answerError(start, answer(status, body, 7000), [])).toMatchObject({
      outcome: 'not_started',
      retryable: true,
      retryAfterMs: 7000,
    });
  });

  it.each([
    ['Reference not found', 'Check the ref "main"'],
    ['Commit not found', 'Check the ref "main"'],
    ['Ref is ambiguous', 'Check the ref "main"'],
    ['Missing CI config file', 'Mend the .gitlab-ci.yml'],
    ['jobs:deploy config should implement the script:, run:, or trigger: keyword', 'Mend the .gitlab-ci.yml'],
    ['Duplicate variable name: ENVIRONMENT', 'Mend the .gitlab-ci.yml'],
    ['Insufficient permissions to set pipeline variables', 'Allow pipeline variables in the CI/CD settings'],
    [
      "You do not have sufficient permission to run a pipeline on 'main'. Please select a different branch",
      'Let the token\'s user run pipelines on the ref "main"',
    ],
    ['Insufficient permissions to create a new pipeline', 'Let the token\'s user run pipelines on the ref "main"'],
    ['Pipelines are disabled!', 'Switch CI/CD on in the settings'],
    ['Project is deleted!', 'put another into the target'],
    ['The resulting pipeline would have been empty. Review the rules configuration.', 'leave no job to run'],
    ['The pipeline did not run. Review the workflow:rules configuration.', 'leave no job to run'],
    ['`ENVIRONMENT` input: required value has not been provided', "Compare the pipeline's parameters with spec:inputs"],
    ['Failed to build pipeline metadata! Name is too long (maximum is 255 characters)', 'Mend workflow:name'],
  ])('of 400 that says %j started nothing, is not worth repeating, and says what to do', (said, advice) => {
    const error = answerError(start, answer(400, { message: { base: [said] } }), []);
    expect(error).toMatchObject({ outcome: 'not_started', retryable: false });
    expect(error.message).toContain(`GitLab refused to start the pipeline: ${said.replace(/[.;]+$/, '')}`);
    expect(error.message).toContain(advice);
  });

  it('of 405 for a project that has moved says to name it as it is called now', () => {
    const error = answerError(
      start,
      answer(405, { message: 'Non GET methods are not allowed for moved projects' }),
      [],
    );
    expect(error).toMatchObject({ outcome: 'not_started' });
    expect(error.message).toContain('Project "platform/bootstrap" has another path now');
  });
});

describe('what a start may have done is told by what was asked', () => {
  it.each([
    ['retry', 'look at the run before this is asked for again'],
    ['approve', 'when this is asked for again, it is looked at first'],
    ['read', 'Ask again in a moment.'],
  ] as const)('%s', (action, words) => {
    const error = answerError({ ...read, action }, answer(502, ''), []);
    expect(error).toMatchObject({ outcome: 'unknown', retryable: true, message: expect.stringContaining(words) });
  });
});

it('a refusal to read names the pipeline that is not there', () => {
  expect(answerError(read, answer(404, { message: '404 Not found' }), []).message).toBe(
    'GitLab refused to show the pipeline: Not found. Check that pipeline 7 of project "platform/bootstrap" exists and that the access token may see it.',
  );
  expect(answerError(read, answer(502, ''), []).retryable).toBe(true);
});

describe('a request without an answer', () => {
  const system = (code: string, syscall?: string) =>
    Object.assign(new Error(`${code} gitlab.internal:443`), { code, syscall });
  const fetchFailed = (cause: unknown) => new Error('ky', { cause: new TypeError('fetch failed', { cause }) });

  it.each([
    system('ECONNREFUSED', 'connect'),
    system('ENOTFOUND', 'getaddrinfo'),
    system('EAI_AGAIN', 'getaddrinfo'),
    system('ETIMEDOUT', 'connect'),
    system('UND_ERR_CONNECT_TIMEOUT'),
    new AggregateError([system('ECONNREFUSED', 'connect'), system('ENETUNREACH', 'connect')]),
  ])('started nothing when there was no connection: %s', (cause) => {
    const error = connectionError(start, fetchFailed(cause));
    expect(error).toMatchObject({ outcome: 'not_started', retryable: true });
    expect(error.message).toContain('nothing was sent');
  });

  it.each([
    system('ECONNRESET', 'read'),
    system('EPIPE', 'write'),
    system('ETIMEDOUT', 'read'),
    system('UND_ERR_SOCKET'),
    system('UND_ERR_HEADERS_TIMEOUT'),
    new AggregateError([system('ECONNREFUSED', 'connect'), system('ECONNRESET', 'read')]),
    new AggregateError([]),
    new Error('something else'),
    undefined,
  ])('proves nothing when the connection broke later: %s', (cause) => {
    expect(connectionError(start, fetchFailed(cause)).outcome).toBe('unknown');
  });

  it('says how to trust a certificate, and may not be asked for again before', () => {
    const error = connectionError(start, fetchFailed(system('SELF_SIGNED_CERT_IN_CHAIN')));
    expect(error).toMatchObject({ outcome: 'not_started', retryable: false });
    expect(error.message).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('never names the host', () => {
    expect(inspect(connectionError(start, fetchFailed(system('ECONNREFUSED', 'connect'))))).not.toContain(
      'gitlab.internal',
    );
  });

  it('proves nothing when it took too long or made no sense', () => {
    expect(timeoutError(start, 30_000)).toMatchObject({
      outcome: 'unknown',
      message: expect.stringContaining('within 30 seconds'),
    });
    expect(nonsenseError(start).outcome).toBe('unknown');
  });
});

describe('whatever an error body holds', () => {
  const TOKEN = 'glpat-AbCdEf0123456789xyzz';
  const HOST = 'gitlab.internal:8443';
  const mention = fc
    .tuple(fc.string(), fc.constantFrom(TOKEN, `https://${HOST}/api`, HOST, `<b>${TOKEN}</b>`), fc.string())
    .map((parts) => parts.join(''));
  const words = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), mention);
  const shapes = fc.oneof(
    words,
    fc.json(),
    fc
      .letrec((tie) => ({
        value: fc.oneof({ maxDepth: 6 }, words, fc.integer(), fc.constant(null), tie('list'), tie('object')),
        list: fc.array(tie('value'), { maxLength: 4 }),
        object: fc.dictionary(
          fc.oneof(fc.constantFrom('message', 'error', 'base', 'error_description'), words),
          tie('value'),
          {
            maxKeys: 4,
          },
        ),
      }))
      .value.map((value) => JSON.stringify(value) ?? ''),
  );

  const contentTypes = fc.constantFrom('application/json', 'text/html', null);

  it('becomes an ExecutorError of a readable length that leaks neither token, host nor HTML', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 300, max: 599 }), contentTypes, (body, status, contentType) => {
        const error = answerError(start, { status, body, contentType }, [TOKEN, HOST]);
        expect(ExecutorError.isInstance(error)).toBe(true);
        const shown = inspect(error) + JSON.stringify(error) + error.message;
        expect(shown).not.toContain(TOKEN);
        expect(shown).not.toContain(HOST);
        expect(error.message).not.toMatch(/<[a-z/]/i);
        expect(error.message).not.toMatch(/[\n\u0000-\u001f]/);
        expect(error.message.length).toBeLessThan(900);
        expect(['not_started', 'unknown']).toContain(error.outcome);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not change what is known: only the status does', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 500, max: 599 }), (body, status) => {
        const error = answerError(start, { status, body, contentType: null }, []);
        expect(error.outcome).toBe('unknown');
      }),
    );
  });
});
