import { once } from 'node:events';
import { connect } from 'node:net';
import type { SweepReport, Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { startPipelineServer, systemClock } from '../src/index.ts';
import { STORE_DOWN } from './support/breakable-store.ts';
import { startTestServer } from './support/test-server.ts';

const SWEEP = 15_000;
const PATIENCE = 10_000;
const SWEPT: SweepReport = { swept: true, unfinished: 0, byStatus: {}, looks: 0, left: 0 };
const REQUEST = { body: { pipeline_type: 'app', environment: 'dev' } };

describe('startPipelineServer', () => {
  it.each(['0.0.0.0', '::', '10.0.0.1', 'example.com', ''])(
    'does not listen on "%s" without an API key',
    async (host) => {
      const starting = startTestServer({ apiKeys: [], host });
      await expect(starting).rejects.toMatchObject({
        code: 'invalid_configuration',
        message: expect.stringMatching(/set MCP_SERVER_API_KEY, or give --access/),
      });
    },
  );

  it('listens everywhere with one', async () => {
    const { server } = await startTestServer({ host: '0.0.0.0' });
    expect(server.url).toBe(`http://0.0.0.0:${server.port}`);
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
  });

  it('says that the port is taken', async () => {
    const { server, service, log } = await startTestServer();
    const { port } = server;
    const starting = startPipelineServer({ service, logger: log.logger, port });
    await expect(starting).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken. Stop what listens there, or choose another port.`,
    );
  });

  it('says why it can not listen elsewhere', async () => {
    const starting = startTestServer({ host: '203.0.113.1' });
    await expect(starting).rejects.toThrow("The server can't listen on 203.0.113.1, port 0: listen EADDRNOTAVAIL");
  });

  it('answers what is no request at all with a problem', async () => {
    const { server } = await startTestServer();
    const socket = connect(server.port, '127.0.0.1');
    socket.end('GET /pipelines HTTP/1.1\r\nHost: not a host\r\nConnection: close\r\n\r\n');
    const [head = '', body = ''] = (await socket.toArray()).join('').split('\r\n\r\n');
    expect(head).toContain('400 Bad Request');
    expect(head).toContain('content-type: application/problem+json');
    expect(body).toContain('"code":"invalid_request"');
  });
});

describe('the sweep', () => {
  it('follows runs that nobody asks about', async () => {
    const { execute, executor, clock, store } = await startTestServer();
    const { execution_id } = await execute();
    executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    await clock.untilSleeping(SWEEP);
    await clock.advance(SWEEP);
    await clock.untilSleeping(SWEEP);
    expect(await store.get(execution_id)).toMatchObject({ status: 'succeeded' });
  });

  it('goes on after one that failed, and logs why', async () => {
    const { store, clock, log, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    await clock.untilSleeping(SWEEP);
    store.breakWith(STORE_DOWN);
    await clock.advance(SWEEP);
    const line = await log.until(({ message }) => message === 'A sweep over the unfinished executions failed');
    expect(line).toMatchObject({ level: 'error', reason: STORE_DOWN.message, next_in_ms: SWEEP });
    store.breakWith(undefined);
    executor.setRun(execution_id, { status: 'failed', rawStatus: 'failed' });
    await clock.untilSleeping(SWEEP);
    await clock.advance(SWEEP);
    await log.until(({ event }) => event === 'execution.failed');
  });

  it('never overlaps with the one before', async () => {
    const { service: original, log, clock } = await startTestServer();
    const sweeps: PromiseWithResolvers<SweepReport>[] = [];
    const service = {
      ...original,
      sweep: () => {
        const sweep = Promise.withResolvers<SweepReport>();
        sweeps.push(sweep);
        return sweep.promise;
      },
    };
    const server = await startPipelineServer({ service, logger: log.logger, clock, port: 0, sweepIntervalMs: 1 });
    await clock.advance(1000);
    expect(sweeps).toHaveLength(1);
    sweeps[0]?.resolve(SWEPT);
    await clock.untilSleeping(1);
    await clock.advance(1);
    expect(sweeps).toHaveLength(2);
    sweeps[1]?.resolve(SWEPT);
    await server.close();
  });
});

describe('closing', () => {
  it('lets a request finish that has begun, and takes no new ones', async () => {
    const { call, server, executor, log } = await startTestServer();
    const release = executor.holdStarts();
    const answer = call<Wire['Execution']>('POST', '/execute', REQUEST);
    await log.until(({ event }) => event === 'execution.starting');
    const closing = server.close();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    release();
    expect((await answer).body.status).toBe('queued');
    await closing;
    expect(log.text()).not.toContain('still unanswered');
  });

  it('does not wait for a connection that was opened and never used', async () => {
    const { server } = await startTestServer();
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    await call200(server.url);
    await server.close();
  });

  it('gives up on a request that takes too long, and says so', async () => {
    const { call, server, executor, clock, log } = await startTestServer();
    executor.holdStarts();
    const answer = call('POST', '/execute', REQUEST);
    const failed = expect(answer).rejects.toThrow();
    await log.until(({ event }) => event === 'execution.starting');
    const closing = server.close();
    await clock.untilSleeping(PATIENCE);
    await clock.advance(PATIENCE);
    await closing;
    await failed;
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'Requests were still unanswered when the server closed' }),
    );
  });

  it('happens once, however often it is asked for', async () => {
    const { server } = await startTestServer();
    await Promise.all([server.close(), server.close()]);
    await server.close();
  });
});

describe('systemClock', () => {
  it('tells the time', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });

  it('rejects a sleep with the reason of the signal, before and while it sleeps', async () => {
    const reason = new Error('enough');
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const slept = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
  });

  it('sleeps', async () => {
    await systemClock.sleep(0);
  });
});

async function call200(url: string): Promise<void> {
  const response = await fetch(`${url}/healthz`);
  expect(response.status).toBe(200);
  await response.text();
}
