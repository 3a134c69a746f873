import { connect } from 'node:net';
import { Writable } from 'node:stream';
import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createServerLogger } from '../src/index.ts';
import { KEYS, startTestServer, type TestServer } from './support/test-server.ts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function accessLines({ log }: TestServer): readonly Readonly<Record<string, unknown>>[] {
  return log.lines.filter((line) => 'route' in line);
}

describe('the log', () => {
  it('has one line for a request, with what one looks for', async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    expect(accessLines(server)).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(TIME),
        message: 'POST /execute 202',
        request_id: expect.any(String),
        method: 'POST',
        route: '/execute',
        status: 202,
        duration_ms: 0,
        principal: 'team',
        execution_id,
      },
    ]);
  });

  it('tells how long a request took', async () => {
    const server = await startTestServer();
    const release = server.executor.holdStarts();
    const answer = server.execute();
    await server.log.until(({ event }) => event === 'execution.starting');
    await server.clock.advance(1234);
    release();
    await answer;
    expect(accessLines(server)[0]).toMatchObject({ duration_ms: 1234 });
  });

  it('has the same route for every execution, and its id beside it', async () => {
    const server = await startTestServer();
    await server.call<Wire['Execution']>('GET', '/executions/some-id?wait=0');
    expect(accessLines(server)).toMatchObject([
      {
        message: 'GET /executions/:execution_id 404',
        route: '/executions/:execution_id',
        execution_id: 'some-id',
        code: 'execution_not_found',
        reason: expect.stringContaining('There is no execution "some-id"'),
      },
    ]);
  });

  it('has the path, cut and without its query, where there is no route', async () => {
    const server = await startTestServer();
    await server.call('GET', `/${'x'.repeat(300)}?token=secret`);
    expect(accessLines(server)).toMatchObject([{ route: 'none', path: `/${'x'.repeat(199)}`, status: 404 }]);
    expect(server.log.text()).not.toContain('secret');
  });

  it('says why somebody was not let in', async () => {
    const server = await startTestServer();
    await server.call('GET', '/pipelines', { key: 'none' });
    expect(accessLines(server)).toMatchObject([{ route: '/pipelines', status: 401, code: 'unauthenticated' }]);
    expect(accessLines(server)[0]).not.toHaveProperty('principal');
  });

  it('has no line for a probe that was told "ok"', async () => {
    const server = await startTestServer();
    await server.call('GET', '/healthz');
    expect(accessLines(server)).toEqual([]);
  });

  it('names the execution that is in the way of another', async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute({ pipeline_type: 'bootstrap' });
    const body = { pipeline_type: 'bootstrap', environment: 'dev', parameters: { region: 'eu' } };
    await server.call('POST', '/execute', { body });
    expect(accessLines(server).at(-1)).toMatchObject({ status: 409, code: 'concurrency_conflict', execution_id });
  });

  it('has no secret that a caller put into the path', async () => {
    const server = await startTestServer();
    await server.call('GET', '/executions/glpat-secret0secret0secret');
    await server.call('GET', '/glpat-secret0secret0secret');
    expect(accessLines(server)).toMatchObject([{ execution_id: '[redacted]' }, { path: '/[redacted]' }]);
    expect(server.log.text()).not.toContain('secret0');
  });

  it('says which method was wrong', async () => {
    const server = await startTestServer();
    await server.call('DELETE', '/execute');
    expect(accessLines(server)).toMatchObject([
      { method: 'DELETE', route: 'none', path: '/execute', status: 405, code: 'invalid_request' },
    ]);
  });

  it('tells when the server starts, for whom, and when it ends', async () => {
    const { server, log } = await startTestServer();
    await server.close();
    expect(log.lines).toMatchObject([
      { message: 'The server listens', url: server.url },
      { message: 'The server closes' },
      { message: 'The server has closed' },
    ]);
  });

  it("tells the service's events as well", async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    const events = server.log.lines
      .filter((line) => line['execution_id'] === execution_id)
      .map((line) => line['event']);
    expect(events).toEqual(['execution.starting', 'execution.queued', undefined]);
  });

  it('has no word of a body that is not valid', async () => {
    const server = await startTestServer();
    await server.call('POST', '/execute', { body: '{"my-own-secret' });
    await server.call('POST', '/execute', { body: { pipeline_type: 1, environment: ['my-own-secret'] } });
    expect(accessLines(server)).toMatchObject([{ status: 400 }, { status: 400 }]);
    expect(server.log.text()).not.toContain('my-own-secret');
  });

  it('has an error that struck after the sender had gone', async () => {
    const server = await startTestServer();
    const sender = new AbortController();
    const release = server.executor.holdStarts();
    const body = { pipeline_type: 'app', environment: 'dev' };
    const answer = server.call('POST', '/execute', { body, signal: sender.signal });
    await server.log.until(({ event }) => event === 'execution.starting');
    server.store.breakWith(new TypeError('a bug'));
    sender.abort();
    await expect(answer).rejects.toThrow();
    release();
    expect(await server.log.until(({ route }) => route === '/execute')).toMatchObject({ level: 'error', status: 500 });
    expect(server.log.text()).toContain('TypeError: a bug');
  });

  it('does not blame the server for a sender that goes away in the middle of a body', async () => {
    const server = await startTestServer({ apiKeys: [] });
    const socket = connect(server.server.port, '127.0.0.1');
    const head = 'POST /execute HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99';
    socket.write(`${head}\r\n\r\n{"pipeline_type":`, () => socket.destroy());
    const line = await server.log.until(({ route }) => route === '/execute');
    expect(line).toMatchObject({ level: 'info', status: 400, reason: 'The body ended before it was complete.' });
    expect(server.log.lines.map(({ level }) => level)).not.toContain('error');
  });

  it('never has a key, whoever sends or logs it', async () => {
    const server = await startTestServer();
    const wrong = 'glpat-a-key-that-is-wrong';
    await server.execute();
    await server.call('GET', '/pipelines', { key: 'none', headers: { authorization: `Bearer ${wrong}` } });
    await server.call('GET', '/pipelines', { key: 'none', headers: { 'x-api-key': wrong } });
    const headers = { authorization: `Bearer ${KEYS.all}`, 'x-api-key': KEYS.all };
    server.log.logger.info({ headers }, 'somebody logs headers');
    server.log.logger.info(headers, 'somebody logs headers');
    expect(server.log.text()).not.toContain(wrong);
    expect(server.log.text()).not.toContain(KEYS.all);
    expect(server.log.lines.at(-1)).toMatchObject({ authorization: '[redacted]', 'x-api-key': '[redacted]' });
  });
});

describe('createServerLogger', () => {
  it('writes nothing below its level', () => {
    const texts: string[] = [];
    const destination = new Writable({
      write(chunk, _, done) {
        texts.push(String(chunk));
        done();
      },
    });
    const logger = createServerLogger({ level: 'warn', destination });
    logger.info('unseen');
    logger.warn('seen');
    expect(texts.map((text) => JSON.parse(text))).toMatchObject([{ level: 'warn', message: 'seen' }]);
  });
});
