import { connect } from 'node:net';
import { ExecutorError, type Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { eventsOf, type ServerSentEvent } from './support/server-sent-events.ts';
import { KEYS, startTestServer, type TestServer } from './support/test-server.ts';

const POLL = 2000;
const STREAM = { accept: 'text/event-stream' };

interface Followed {
  readonly response: Response;
  /** Reads the next event that is no setting. */
  next(): Promise<ServerSentEvent | undefined>;
  /** Reads the rest. */
  rest(): Promise<readonly ServerSentEvent[]>;
}

async function follow(server: TestServer, path: string, headers: Record<string, string> = {}): Promise<Followed> {
  const response = await server.fetch(path, { headers: { ...STREAM, ...headers } });
  const events = eventsOf(response);
  async function next(): Promise<ServerSentEvent | undefined> {
    const { value } = await events.next();
    return value?.event === 'settings' ? next() : value;
  }
  async function rest(): Promise<readonly ServerSentEvent[]> {
    const event = await next();
    return event === undefined ? [] : [event, ...(await rest())];
  }
  return { response, next, rest };
}

/** Lets something happen while the server waits for the next look at the log. */
async function atNextPoll(server: TestServer, happen: () => void): Promise<void> {
  await server.clock.untilSleeping(POLL);
  happen();
  await server.clock.advance(POLL);
}

function contentOf(event: ServerSentEvent | undefined): string {
  return (JSON.parse(event?.data ?? '{}') as Wire['LogChunk']).content;
}

async function startRun(server: TestServer): Promise<{ readonly id: string; readonly path: string }> {
  const { execution_id } = await server.execute();
  return { id: execution_id, path: `/executions/${execution_id}/log` };
}

describe('following a log', () => {
  it('gets what is there, then what comes, then the end', async () => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, 'one\n');
    const { response, next, rest } = await follow(server, path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const first = await next();
    expect(first).toMatchObject({ event: 'log', id: '4' });
    expect(JSON.parse(first?.data ?? '')).toEqual({
      content: 'one\n',
      next_cursor: '4',
      complete: false,
      untrusted: true,
    });
    const second = next();
    await atNextPoll(server, () => server.executor.writeLog(id, 'two\n'));
    expect(contentOf(await second)).toBe('two\n');
    await atNextPoll(server, () => server.executor.writeLog(id, 'three\n', 'end'));
    const [last, end, ...more] = await rest();
    expect(JSON.parse(last?.data ?? '')).toEqual({ content: 'three\n', complete: true, untrusted: true });
    expect(end).toEqual({ event: 'complete', id: undefined, data: '{}' });
    expect(more).toEqual([]);
  });

  it('cleans the text of escape codes and secrets, and keeps line ends within one event', async () => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, '\u001b[31mone\u001b[0m\r\n\n\ndata: two\nglpat-secret0secret0secret', 'end');
    const [log] = await (await follow(server, path)).rest();
    expect(contentOf(log)).toBe('one\n\n\ndata: two\n[redacted]');
  });

  it.each([
    ['Last-Event-ID', '', { 'last-event-id': '4' }],
    ['cursor', '?cursor=4', {}],
    ['Last-Event-ID rather than by the cursor of the URL', '?cursor=0', { 'last-event-id': '4' }],
  ])('goes on by %s', async (_, query, headers) => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, 'one\ntwo\n', 'end');
    const [log] = await (await follow(server, `${path}${query}`, headers)).rest();
    expect(contentOf(log)).toBe('two\n');
  });

  it('waits politely while it is not known whether there is a run', async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute({ environment: 'gated' });
    const { next } = await follow(server, `/executions/${execution_id}/log`);
    const first = next();
    await server.clock.untilSleeping(POLL);
    await server.service.approve(execution_id, { id: 'eve', scopes: ['approve'] });
    await server.clock.advance(POLL);
    expect(contentOf(await first)).toBe('first\n');
  });

  it('is told every 15 seconds that the log goes on', async () => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, '');
    const { next } = await follow(server, path);
    const heard = next();
    let isHeard = false;
    void heard.then(() => {
      isHeard = true;
    });
    const startedAt = server.clock.now();
    while (!isHeard) {
      await Promise.race([server.clock.untilSleeping(POLL), heard]);
      await server.clock.advance(POLL);
    }
    expect((await heard)?.event).toBe('comment');
    expect(server.clock.now() - startedAt).toBeGreaterThanOrEqual(15_000);
    expect(server.clock.now() - startedAt).toBeLessThanOrEqual(20_000);
  });

  it('is told what is wrong when the CI system fails later, and nothing of its host', async () => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, 'one\n');
    const { next, rest } = await follow(server, path);
    await next();
    const failure = new ExecutorError({ message: 'GitLab did not answer.', retryable: true });
    await atNextPoll(server, () => server.executor.failWith('readLog', failure));
    const [problem, ...more] = await rest();
    expect(problem?.event).toBe('error');
    expect(JSON.parse(problem?.data ?? '')).toMatchObject({ status: 503, code: 'executor_failed', retryable: true });
    expect(more).toEqual([]);
    expect(server.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', execution_id: id, code: 'executor_failed' }),
    );
  });

  it('is told nothing of an error that nobody foresaw', async () => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, 'one\n');
    const { next, rest } = await follow(server, path);
    await next();
    const failure = new TypeError('a bug at ci.internal.example');
    await atNextPoll(server, () => server.executor.failWith('readLog', failure));
    const [problem] = await rest();
    expect(JSON.parse(problem?.data ?? '')).toMatchObject({ status: 500, code: 'internal_error' });
    expect(problem?.data).not.toContain('ci.internal');
    expect(server.log.text()).toContain('TypeError: a bug at ci.internal.example');
  });

  it.each([
    ['an execution that is not there', '/executions/some-id/log', {}, 404],
    ['an empty Last-Event-ID', '/executions/some-id/log', { 'last-event-id': '' }, 400],
    ['no key', '/executions/some-id/log', { 'x-api-key': 'wrong' }, 401],
  ])('is refused as a problem, before it begins, for %s', async (_, path, headers, expected) => {
    const server = await startTestServer();
    const { response } = await follow(server, path, headers);
    expect([response.status, response.headers.get('content-type')]).toEqual([expected, 'application/problem+json']);
  });

  it('ends after 15 minutes with word to come again', async () => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, 'one\n');
    const { next, rest } = await follow(server, path);
    await next();
    await server.clock.untilSleeping(POLL);
    await server.clock.advance(15 * 60_000);
    const [end, ...more] = (await rest()).filter(({ event }) => event !== 'comment');
    expect(end?.event).toBe('reconnect');
    expect(end?.data).toContain('Last-Event-ID');
    expect(more).toEqual([]);
  });

  it('ends with word to come again when the server closes', async () => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, 'one\n');
    const { next, rest } = await follow(server, path);
    await next();
    const end = rest();
    await server.clock.untilSleeping(POLL);
    await server.server.close();
    expect((await end).map(({ event }) => event)).toEqual(['reconnect']);
    expect(server.log.text()).not.toContain('still unanswered');
  });

  it.each([
    'application/json',
    '*/*',
    'application/json, text/event-stream;q=0.5',
    'text/event-stream;q=0',
    'text/html',
  ])('is for who asks for it, not for "Accept: %s"', async (accept) => {
    const server = await startTestServer();
    const { path } = await startRun(server);
    const { headers } = await server.call('GET', path, { headers: { accept } });
    expect(headers.get('content-type')).toBe('application/json');
  });
});

describe('who follows a log and goes away', () => {
  async function openStream(server: TestServer, path: string, method = 'GET'): Promise<ReturnType<typeof connect>> {
    const socket = connect(server.server.port, '127.0.0.1');
    socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEYS.all}\r\nAccept: text/event-stream\r\n\r\n`,
    );
    return socket;
  }

  it('is not polled for any more', async () => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, 'one\n');
    const socket = await openStream(server, path);
    await server.clock.untilSleeping(POLL);
    const woken = server.clock.untilAwake(POLL);
    socket.destroy();
    await woken;
    expect(server.log.text()).not.toContain('could not be read on');
  });

  it('is not polled for when only the head of the answer is wanted', async () => {
    const server = await startTestServer();
    const { id, path } = await startRun(server);
    server.executor.writeLog(id, 'one\n');
    const response = await server.fetch(path, { method: 'HEAD', headers: STREAM });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    await server.clock.advance(POLL * 10);
    expect(server.executor.logReads).toBe(1);
  });
});
