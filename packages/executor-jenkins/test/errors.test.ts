import { inspect } from 'node:util';
import { ExecutorError } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerError,
  connectionError,
  credentialError,
  mergedError,
  nonsenseError,
  refusedByRule,
  type Subject,
  timeoutError,
  unconfirmedError,
  wantsCrumb,
} from '../src/errors.ts';

const start: Subject = { action: 'start', job: ['platform', 'compute'] };
const check: Subject = { ...start, action: 'check' };
const read: Subject = { action: 'read', job: ['platform', 'compute'], what: 'build 7' };

interface Extra {
  readonly contentType?: string;
  readonly retryAfterMs?: number;
  readonly byJenkins?: boolean;
}

function answer(status: number, body: string, { contentType, retryAfterMs, byJenkins }: Extra = {}) {
  return {
    status,
    body,
    contentType: contentType ?? 'text/html;charset=utf-8',
    retryAfterMs,
    byJenkins: byJenkins ?? false,
  };
}

const page = (status: number, sentence: string) =>
  `<html><head><title>Error ${status} ${sentence}</title></head><body><h2>HTTP ERROR ${status} ${sentence}</h2></body></html>`;
const LOADING = '<html><body><h1>Please wait while Jenkins is getting ready to work ...</h1></body></html>';

describe('an answer to a start', () => {
  it.each([400, 401, 403, 404, 405, 409, 413, 415, 422, 429])('of %i proves that nothing was started', (status) => {
    expect(answerError(start, answer(status, ''), []).outcome).toBe('not_started');
  });

  it.each([408, 499, 500, 502, 503, 504, 520, 522, 524, 599])('of %i proves nothing', (status) => {
    const error = answerError(start, answer(status, page(status, 'Oops')), []);
    expect(error).toMatchObject({ outcome: 'unknown', retryable: true });
    expect(error.message).toContain('one may be queued or still appear');
  });

  it.each([
    ['by its sentence', answer(503, LOADING)],
    ['by its header', answer(503, page(503, 'Service Unavailable'), { byJenkins: true })],
    ['in old words', answer(503, '<h1>Please wait while Hudson is restarting</h1>')],
  ])('of 503 proves that nothing was started where it is the page of a Jenkins that starts: %s', (_, starting) => {
    expect(answerError(start, starting, [])).toMatchObject({
      outcome: 'not_started',
      retryable: true,
      message:
        'Jenkins is starting or restarting, and does nothing until it is up. Nothing was started; ask again in a minute.',
    });
  });

  it('of 500 proves that nothing was started only for a value that is no choice', () => {
    const body = '<pre>java.lang.IllegalArgumentException: Illegal choice for parameter SIZE: huge\n\tat hudson</pre>';
    expect(answerError(start, answer(500, body, { byJenkins: true }), [])).toMatchObject({
      outcome: 'not_started',
      retryable: false,
      message: expect.stringContaining('Illegal choice for parameter SIZE: huge. Compare the pipeline'),
    });
    expect(answerError(start, answer(500, body), []).outcome).toBe('unknown');
  });

  it.each([301, 307, 308])('of %i was not followed', (status) => {
    const error = answerError(start, answer(status, ''), []);
    expect(error).toMatchObject({ outcome: 'not_started', retryable: false });
    expect(error.message).toContain('Check that the address of Jenkins is the one it has itself');
  });

  it.each([
    [
      400,
      page(400, 'compute is not parameterized'),
      'Jenkins refused to start the job: compute is not parameterized. Job "platform/compute" declares no parameters; it needs at least SLUICE_EXECUTION_ID.',
    ],
    [
      409,
      '<table><tr><th>MESSAGE:</th><td>compute is not buildable</td></tr></table>',
      'Jenkins refused to start the job: compute is not buildable. Enable job "platform/compute" in Jenkins.',
    ],
    [
      403,
      page(403, 'sluice is missing the Job/Build permission'),
      'Jenkins refused to start the job: sluice is missing the Job/Build permission. Jenkins\' user may not do this with job "platform/compute"; Job/Read, Job/Build and Job/Cancel are needed.',
    ],
    [
      403,
      page(403, 'No valid crumb was included in the request'),
      'Jenkins refused to start the job: No valid crumb was included in the request. Use an API token, which needs no crumb.',
    ],
    [
      401,
      page(401, 'Unauthorized'),
      'Jenkins refused to start the job: Unauthorized. The user name, or the API token or password, is wrong or was revoked: set a new one.',
    ],
    [
      404,
      page(404, 'Not Found'),
      'Jenkins refused to start the job: Not Found. Check that job "platform/compute" exists and that Jenkins\' user may see it.',
    ],
    [
      403,
      '<html><body><h1>Access denied by the proxy</h1></body></html>',
      'Jenkins refused to start the job (HTTP 403). Jenkins\' user may not do this with job "platform/compute"; Job/Read, Job/Build and Job/Cancel are needed.',
    ],
    [400, page(400, 'a &quot;b&quot; &lt;c&gt; &amp;amp;'), 'Jenkins refused to start the job: a "b" &amp.'],
    [405, '', 'Jenkins refused to start the job (HTTP 405).'],
  ])('of %i with %j is one sentence for a person, and what to do', (status, body, message) => {
    expect(answerError(start, answer(status, body), []).message).toBe(message);
  });

  it('may be asked for again after a 429, when the proxy says', () => {
    const limited = (extra: Extra) =>
      answerError(start, answer(429, 'Too many', { contentType: 'text/plain', ...extra }), []);
    expect(limited({ retryAfterMs: 7000 })).toMatchObject({
      outcome: 'not_started',
      retryable: true,
      retryAfterMs: 7000,
    });
    expect(limited({})).toMatchObject({ retryable: true, retryAfterMs: undefined });
  });
});

describe('what comes of a start besides', () => {
  it('is known', () => {
    expect(refusedByRule(start)).toMatchObject({ outcome: 'not_started', retryable: false });
    expect(mergedError(start)).toMatchObject({ outcome: 'not_started', retryable: false });
    expect(unconfirmedError(start)).toMatchObject({ outcome: 'unknown' });
    expect(nonsenseError(start)).toMatchObject({ outcome: 'unknown' });
    expect(timeoutError(start, 30_000)).toMatchObject({
      outcome: 'unknown',
      message: expect.stringContaining('within 30 seconds'),
    });
    expect(credentialError('API token', 'is empty')).toMatchObject({ outcome: 'not_started', retryable: false });
  });

  it('tells a stale crumb from any other refusal', () => {
    expect(wantsCrumb(answer(403, page(403, 'No valid crumb was included in the request')))).toBe(true);
    expect(wantsCrumb(answer(403, page(403, 'sluice is missing the Job/Build permission')))).toBe(false);
    expect(wantsCrumb(answer(502, page(502, 'No valid crumb was included in the request')))).toBe(false);
  });
});

it.each([500, 502, 503, 504])('a %i before the start proves that nothing was started', (status) => {
  expect(answerError(check, answer(status, ''), [])).toMatchObject({
    outcome: 'not_started',
    retryable: true,
    message: expect.stringContaining('Nothing was started'),
  });
  expect(timeoutError(check, 1000)).toMatchObject({ outcome: 'not_started', retryable: true });
});

it('a refusal to read names the build that is not there', () => {
  expect(answerError(read, answer(404, page(404, 'Not Found')), []).message).toBe(
    'Jenkins refused to show the build: Not Found. Check that build 7 of job "platform/compute" exists and that Jenkins\' user may see it.',
  );
  expect(answerError(read, answer(502, ''), [])).toMatchObject({ retryable: true });
});

describe('a request without an answer', () => {
  const system = (code: string, syscall?: string) =>
    Object.assign(new Error(`${code} jenkins.internal:8443`), { code, syscall });
  const fetchFailed = (cause: unknown) => new Error('ky', { cause: new TypeError('fetch failed', { cause }) });

  it.each([
    system('ECONNREFUSED', 'connect'),
    system('ENOTFOUND', 'getaddrinfo'),
    system('ETIMEDOUT', 'connect'),
    system('UND_ERR_CONNECT_TIMEOUT'),
    new AggregateError([system('ECONNREFUSED', 'connect'), system('ENETUNREACH', 'connect')]),
  ])('started nothing when there was no connection: %s', (cause) => {
    const error = connectionError(start, fetchFailed(cause));
    expect(error).toMatchObject({ outcome: 'not_started', retryable: true });
    expect(inspect(error)).not.toContain('jenkins.internal');
  });

  it.each([
    system('ECONNRESET', 'read'),
    system('EPIPE', 'write'),
    system('ETIMEDOUT', 'read'),
    system('UND_ERR_SOCKET'),
    new AggregateError([system('ECONNREFUSED', 'connect'), system('ECONNRESET', 'read')]),
    new AggregateError([]),
    undefined,
  ])('proves nothing when the connection broke later: %s', (cause) => {
    expect(connectionError(start, fetchFailed(cause)).outcome).toBe('unknown');
  });

  it('says how to trust a certificate, and may not be asked for again before', () => {
    const error = connectionError(start, fetchFailed(system('SELF_SIGNED_CERT_IN_CHAIN')));
    expect(error).toMatchObject({ outcome: 'not_started', retryable: false });
    expect(error.message).toContain('NODE_EXTRA_CA_CERTS');
  });
});

describe('whatever an error body holds', () => {
  const TOKEN = '11aBcDeF0123456789abcdef0123456789';
  const HOST = 'jenkins.internal:8443';
  const mention = fc
    .tuple(fc.string(), fc.constantFrom(TOKEN, `https://${HOST}/job`, HOST, `<b>${TOKEN}</b>`), fc.string())
    .map((parts) => parts.join(''));
  const words = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), mention);
  const bodies = fc.oneof(
    words,
    words.map((text) => page(403, text)),
    words.map((text) => `<th>MESSAGE:</th><td>${text}</td>`),
    words.map((text) => `Illegal choice for parameter ${text}`),
    fc.json(),
  );
  const statuses = fc.integer({ min: 300, max: 599 });

  it('becomes an ExecutorError of a readable length that leaks neither token, host nor HTML', () => {
    const extras = fc.tuple(
      fc.constantFrom('application/json', 'text/html', null),
      fc.option(fc.nat(), { nil: undefined }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(bodies, statuses, extras, (body, status, [contentType, retryAfterMs, byJenkins]) => {
        const error = answerError(start, { status, body, contentType, retryAfterMs, byJenkins }, [TOKEN, HOST]);
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

  it('does not change what a proxy leaves open', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(500, 502, 504, 520), (body, status) => {
        expect(answerError(start, answer(status, body), []).outcome).toBe('unknown');
      }),
    );
  });
});
