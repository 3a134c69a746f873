import type { IncomingMessage } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { ExecutionStore } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createMcpProxy, type McpProxyOptions } from '../src/index.ts';
import { deadAddress } from './support/http-server.ts';
import { contextFor, opened } from './support/lambda.ts';
import { openApiEvent } from './support/open-api-event.ts';
import {
  type Asked,
  cancel,
  createProxyBench,
  deploy,
  follow,
  json,
  problem,
  type Respond,
  running,
  SERVER_KEY,
} from './support/proxy-bench.ts';

const proxy = createProxyBench();

describe('a server that does not answer as it should', () => {
  it.each<[string, Respond]>([
    ['HTML with 200', json(200, '<html>Welcome</html>')],
    ['HTML with 503', json(503, '<html>No targets</html>')],
    ['a redirect', json(302, '', { location: 'http://elsewhere.example.com/' })],
    ['nothing with 200', json(200, '')],
    ['JSON that is no execution', json(202, { ok: true })],
    ['an execution with a status that does not exist', json(202, { ...running, status: 'fine' })],
    ['an execution without an id', json(202, { ...running, execution_id: undefined })],
    ['an execution with a date that is none', json(202, { ...running, created_at: 'yesterday' })],
  ])('leaves it open whether a pipeline was started: %s', async (_, bad) => {
    proxy.respond = bad;
    const { status, body } = await proxy.ask(deploy);
    expect({ status, body }).toMatchObject({ status: 502, body: { code: 'invalid_answer' } });
    expect(body['message']).toContain('It is not known whether the pipeline was started. Before you ask for it again');
    expect(body).not.toHaveProperty('nothing_started');
    expect(proxy.recorded).toEqual([]);
  });

  it('has started nothing when it cannot be reached', async () => {
    const serverUrl = await deadAddress();
    const { status, body } = await proxy.ask({ ...deploy, options: { serverUrl } });
    expect(status).toBe(503);
    expect(body).toEqual({
      code: 'server_unreachable',
      message: expect.stringMatching(
        /^The pipeline server can't be reached; nothing was started\. Ask again in a few minutes/,
      ),
      nothing_started: true,
    });
    expect(JSON.stringify([body, proxy.logger.lines])).not.toContain(new URL(serverUrl).port);
  });

  it('has started nothing when its name is not known', async () => {
    const { status, body } = await proxy.ask({ ...deploy, options: { serverUrl: 'http://sluice.invalid' } });
    expect({ status, body }).toMatchObject({ status: 503, body: { nothing_started: true } });
    expect(JSON.stringify([body, proxy.logger.lines])).not.toContain('sluice.invalid');
  });

  it('has started nothing when no time is left to ask it', async () => {
    const { status, body } = await proxy.ask({ ...deploy, remainingMs: 50 });
    expect({ status, body }).toMatchObject({ status: 503, body: { nothing_started: true } });
    expect(proxy.received).toEqual([]);
  });

  it('has started nothing when it speaks no TLS', async () => {
    const serverUrl = proxy.url.replace('http:', 'https:');
    expect(await proxy.ask({ ...deploy, options: { serverUrl } })).toMatchObject({ status: 503 });
    expect(proxy.received).toEqual([]);
  });

  it.each<[string, Respond]>([
    ['closes the connection', (request) => request.socket.destroy()],
    ['resets the connection', (request) => request.socket.resetAndDestroy()],
    [
      'is cut off within its answer',
      (request, response) => {
        response.writeHead(202, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"execution_id":', () => request.socket.destroy());
      },
    ],
    ['stays silent', () => {}],
  ])('leaves it open whether a pipeline was started when it %s, and is not asked twice', async (_, bad) => {
    proxy.respond = bad;
    const { status, body } = await proxy.ask({ ...deploy, options: { timeoutMs: 300 } });
    expect({ status, body }).toMatchObject({ status: 504, body: { code: 'outcome_unknown' } });
    expect(body['message']).toContain(
      'It is not known whether the pipeline was started. Before you ask for it again, look with list-executions ' +
        'whether it is under way, or has ended by now: what has ended would run a second time.',
    );
    expect(proxy.received).toHaveLength(1);
  });

  it('is not waited for beyond the invocation', async () => {
    proxy.respond = () => {};
    const startedAt = performance.now();
    expect(await proxy.ask({ ...follow, remainingMs: 400 })).toMatchObject({ status: 504 });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('leaves it open whether a run was asked to stop', async () => {
    proxy.respond = (request) => request.socket.destroy();
    const { body } = await proxy.ask(cancel);
    expect(body['message']).toContain('It is not known whether the run was asked to stop');
    expect(proxy.received).toHaveLength(1);
  });

  it('never has its key or address repeated', async () => {
    for (const bad of [
      problem(401, 'unauthenticated'),
      json(500, 'x'),
      (request: IncomingMessage) => request.socket.destroy(),
    ]) {
      proxy.respond = bad;
      const { body } = await proxy.ask(deploy);
      expect(JSON.stringify([body, proxy.logger.lines])).not.toMatch(
        new RegExp(`${SERVER_KEY}|${new URL(proxy.url).port}|127\\.0`),
      );
    }
  });
});

describe('the connection to the server', () => {
  it('is kept for questions and new for what may start something', async () => {
    const ports: (number | undefined)[] = [];
    const handler = createMcpProxy(proxy.options());
    proxy.respond = (request, response) => {
      ports.push(request.socket.remotePort);
      json(200, running)(request, response);
    };
    const call = async ({ method = 'POST', ...asked }: Asked): Promise<unknown> =>
      handler(openApiEvent({ method, ...asked }), contextFor(30_000));
    for (const asked of [follow, follow, deploy, deploy]) await call(asked);
    expect(ports[1]).toBe(ports[0]);
    expect(new Set(ports).size).toBe(3);
  });

  it('gathers nothing while it is kept', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', note);
    const handler = createMcpProxy(proxy.options());
    const event = openApiEvent({ method: 'GET', path: follow.path, parameters: follow.parameters });
    for (let question = 0; question < 15; question += 1) await handler(event, contextFor(5000));
    await setImmediate();
    process.off('warning', note);
    expect(warnings).not.toContain('MaxListenersExceededWarning');
  });

  it('may have died while it was kept: a question is asked once more', async () => {
    const sockets: Socket[] = [];
    const flaky = createTcpServer((socket) => {
      sockets.push(socket);
      let questions = 0;
      socket.on('error', () => {});
      socket.on('data', () => {
        questions += 1;
        const body = JSON.stringify(running);
        const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
        if (questions === 1) socket.write(`${head}\r\n\r\n${body}`);
        else socket.resetAndDestroy();
      });
    });
    await new Promise<void>((resolve) => flaky.listen(0, '127.0.0.1', resolve));
    const serverUrl = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`;
    const handler = createMcpProxy({ ...proxy.options(), serverUrl });
    const event = openApiEvent({ method: 'GET', path: follow.path, parameters: follow.parameters });
    const statuses = [await handler(event, contextFor(5000)), await handler(event, contextFor(5000))];
    expect(statuses.map((reply) => opened(reply).status)).toEqual([200, 200]);
    expect(sockets).toHaveLength(2);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => flaky.close(resolve));
  });
});

describe('a record that fails', () => {
  it.each<[string, McpProxyOptions['store']]>([
    ['when it is written', async () => ({ record: () => Promise.reject(new Error('10.0.0.7 said no')) }) as never],
    ['when the store is opened', () => Promise.reject(new Error('10.0.0.7 said no'))],
  ])('%s does not spoil the answer, and is logged', async (_, broken) => {
    const { status, body } = await proxy.ask({ ...deploy, options: { store: broken } });
    expect({ status, body }).toMatchObject({ status: 200, body: { execution_id: 'exec-1' } });
    expect(proxy.logger.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'The execution could not be recorded in the memory' }),
    );
    expect(JSON.stringify(proxy.logger.lines)).not.toContain('10.0.0.7');
  });

  it('because the table hangs does not take the answer with it', async () => {
    const hanging = async (): Promise<ExecutionStore> => ({ record: () => new Promise(() => {}) }) as never;
    const { status } = await proxy.ask({ ...deploy, options: { store: hanging }, remainingMs: 600 });
    expect(status).toBe(200);
  });
});
