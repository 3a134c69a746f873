import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSparseLog } from '../../src/http/sparse-log.ts';
import { refuseConnections } from '../../src/node/refuse-connections.ts';
import { remoteAddressOf } from '../../src/node/remote-address.ts';
import { createObservedClock } from '../support/observed-clock.ts';
import { sendRaw } from '../support/raw-request.ts';
import { openSocket, responsesOf } from '../support/raw-socket.ts';
import { recordLog } from '../support/recorded-log.ts';
import { startTestServer } from '../support/test-server.ts';

describe('connections', () => {
  it('are refused when there are too many, which the log tells', async () => {
    const { server, log } = await startTestServer({ maxConnections: 1 });
    const first = await openSocket(server.port);
    const second = await openSocket(server.port);
    expect(await responsesOf(second)).toEqual([]);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', limit: 1 });
    first.destroy();
  });

  it('on which a request does not arrive in time end with 408', async () => {
    const server = createServer();
    const log = recordLog();
    const sparse = createSparseLog(log.logger, createObservedClock());
    refuseConnections({ server, maxConnections: 10, log: sparse, isAnswering: () => false });
    server.listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const accepted = once(server, 'connection');
    const socket = await openSocket(typeof address === 'object' ? (address?.port ?? 0) : 0);
    const [connection] = await accepted;
    // As Node tells it, by its own clock.
    server.emit('clientError', Object.assign(new Error('timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), connection);
    const [answer] = await responsesOf(socket);
    expect(answer).toMatchObject({ status: 408, headers: { connection: 'close' } });
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code: 'request_timeout' });
  });
});

describe('the address of a caller', () => {
  const OWN = '10.0.0.9';

  it.each([
    ['the connection’s', 0, '203.0.113.7', OWN],
    ['what our proxy saw', 1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['what the first of our two proxies saw', 2, '1.1.1.1, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['without the port', 1, '203.0.113.7:4711', '203.0.113.7'],
    ['an IPv6 address without brackets and port', 1, '[2001:db8::1]:4711', '2001:db8::1'],
    ['an IPv6 address as it is', 1, '2001:db8::1', '2001:db8::1'],
    ['the connection’s where nothing is said', 1, undefined, OWN],
    ['the connection’s where too little is said', 2, '203.0.113.7', OWN],
    ['the connection’s where something else is said', 1, 'unknown', OWN],
  ])('is %s', (_, trustedProxies, forwarded, address) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const socket = { remoteAddress: OWN } as Parameters<typeof remoteAddressOf>[0]['socket'];
    expect(remoteAddressOf({ socket, headers }, trustedProxies)).toBe(address);
  });

  it.each([
    [0, '127.0.0.1'],
    [1, '203.0.113.7'],
  ])('is logged where nobody knows who it is, with %i proxies', async (trustedProxies, address) => {
    const { server, log } = await startTestServer({ trustedProxies });
    const headers = { 'x-forwarded-for': ['1.1.1.1', '203.0.113.7'] };
    await sendRaw(server.port, { method: 'GET', path: '/pipelines', headers });
    expect(log.lines.at(-1)).toMatchObject({ status: 401, remote_address: address });
  });
});
