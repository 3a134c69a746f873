import { inspect } from 'node:util';
import { ExecutorError } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerError, connectionError, nonsenseError, type Subject, timeoutError } from '../src/errors.ts';

const start: Subject = { action: 'start', project: 'platform/bootstrap', ref: 'main' };
const read: Subject = { action: 'read', project: 'platform/bootstrap', ref: 'main', runId: '7' };

function answer(status: number, body: unknown, headers: { contentType?: string; retryAfter?: string } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    body: text,
    contentType: headers.contentType ?? 'application/json',
    retryAfter: headers.retryAfter ?? null,
  };
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
      'GitLab refused to start the pipeline: Project Not Found. Check that project "platform/bootstrap" exists and that the access token may see it.',
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

  it('may be asked for again after a 429, when GitLab says', () => {
    expect(answerError(start, answer(429, '', { retryAfter: '7' }), [])).toMatchObject({
      outcome: 'not_started',
      retryable: true,
      retryAfterMs: 7000,
    });
    expect(answerError(start, answer(429, ''), [])).toMatchObject({ retryable: true, retryAfterMs: undefined });
    expect(answerError(start, answer(429, '', { retryAfter: 'soon' }), []).retryAfterMs).toBeUndefined();
  });

  it("may be asked for again after GitLab's limit on new pipelines, which comes as a 400", () => {
    const body = { message: { base: ['Too many pipelines created in the last minute. Try again later.'] } };
    expect(answerError(start, answer(400, body), [])).toMatchObject({
      outcome: 'not_started',
      retryable: true,
      retryAfterMs: 60_000,
    });
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

  const headers = fc.tuple(fc.constantFrom('application/json', 'text/html', null), fc.option(words));

  it('becomes an ExecutorError of a readable length that leaks neither token, host nor HTML', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 300, max: 599 }), headers, (body, status, [contentType, retryAfter]) => {
        const error = answerError(start, { status, body, contentType, retryAfter }, [TOKEN, HOST]);
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
        const error = answerError(start, { status, body, contentType: null, retryAfter: null }, []);
        expect(error.outcome).toBe('unknown');
      }),
    );
  });
});
