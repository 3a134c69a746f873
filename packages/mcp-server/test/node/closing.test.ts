import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { openSocket, responsesOf } from '../support/raw-socket.ts';
import { KEYS, startTestServer } from '../support/test-server.ts';

const DRAIN = 20_000;
const PATIENCE = 10_000;
const POLL = 1000;
const REQUEST = { body: { pipeline_type: 'app', environment: 'dev' } };

describe('a server that closes', () => {
  it('goes on answering while load balancers find out that it is not ready, and then ends', async () => {
    const { server, call, clock } = await startTestServer({ drainMs: DRAIN });
    expect((await call<Wire['Readiness']>('GET', '/readyz')).body.status).toBe('ready');
    const closing = server.close();
    await clock.untilSleeping(DRAIN);
    const readiness = await call<Wire['Readiness']>('GET', '/readyz');
    expect([readiness.status, readiness.body.status]).toEqual([503, 'not_ready']);
    expect((await call('GET', '/healthz')).status).toBe(200);
    expect((await call('POST', '/execute', REQUEST)).status).toBe(202);
    await clock.advance(DRAIN);
    await closing;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  it('tells those who wait how things are, instead of letting them wait', async () => {
    const { server, call, execute, clock } = await startTestServer();
    const { execution_id } = await execute();
    const reader = call<Wire['Execution']>('GET', `/executions/${execution_id}?wait=25`);
    await clock.untilSleeping(POLL);
    const closing = server.close();
    expect(await reader).toMatchObject({ status: 200, body: { execution_id, status: 'queued' } });
    await closing;
  });

  it('tells those who follow a log to come again', async () => {
    const { server, fetch, execute } = await startTestServer();
    const { execution_id } = await execute({ environment: 'gated' });
    const answer = await fetch(`/executions/${execution_id}/log`, { headers: { accept: 'text/event-stream' } });
    const closing = server.close();
    expect(await answer.text()).toContain('event: reconnect');
    await closing;
  });

  it('says that a connection ends, with the last answer on it', async () => {
    const { server, executor, log } = await startTestServer();
    const release = executor.holdStarts();
    const socket = await openSocket(server.port);
    const answers = responsesOf(socket);
    const body = JSON.stringify(REQUEST.body);
    const head = `POST /execute HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEYS.all}\r\nContent-Type: application/json`;
    socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await log.until(({ event }) => event === 'execution.starting');
    const closing = server.close();
    release();
    expect(await answers).toMatchObject([{ status: 202, headers: { connection: 'close' } }]);
    await closing;
  });

  it('waits for nobody any more when it is told so, in whatever it is waiting', async () => {
    for (const drainMs of [0, DRAIN]) {
      const { server, call, executor, clock, log } = await startTestServer({ drainMs });
      executor.holdStarts();
      const failed = expect(call('POST', '/execute', REQUEST)).rejects.toThrow();
      await log.until(({ event }) => event === 'execution.starting');
      const closing = server.close();
      await clock.untilSleeping(drainMs === 0 ? PATIENCE : DRAIN);
      await server.closeNow();
      await closing;
      await failed;
      expect(log.lines.at(-2)).toMatchObject({ level: 'warn', unanswered: 1 });
    }
  });

  it('closes at once when nobody was waited for in the first place, without a warning', async () => {
    const { server, log } = await startTestServer({ drainMs: DRAIN });
    await openSocket(server.port);
    await server.closeNow();
    expect(log.lines.map(({ level }) => level)).toEqual(['info', 'info', 'info']);
  });
});
