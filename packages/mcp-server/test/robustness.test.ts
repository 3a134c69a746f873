import { request } from 'node:http';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAdmission, createPipelineServerApp, loopbackAuthenticator } from '../src/index.ts';
import { startTestServer } from './support/test-server.ts';

const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS');
const segment = fc.oneof(
  fc.constantFrom('execute', 'executions', 'pipelines', 'healthz', 'cancel', 'log', '..', '%2e%2e', '%', '%ff', '%00'),
  fc.string().map(encodeURIComponent),
);
const query = fc.array(
  fc.tuple(
    fc.constantFrom('environment', 'limit', 'cursor', 'status', 'wait', '__proto__', 'x'),
    fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('dev', '1', 'queued', '\u0000')),
  ),
);
const path = fc
  .tuple(fc.array(segment, { maxLength: 4 }), query)
  .map(([segments, pairs]) => `/${segments.join('/')}?${new URLSearchParams(pairs)}`);
const field = fc.oneof(
  fc.constantFrom('app', 'bootstrap', 'dev', 'prod', 'eu', '__proto__', 'constructor', '\ud800'),
  fc.string(),
  fc.jsonValue(),
);
const body = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record(
      {
        pipeline_type: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('app', 'bootstrap') }, field),
        environment: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('dev', 'prod') }, field),
        tenant_id: field,
        session_id: field,
        parameters: fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('region', 'options', '__proto__'), field)),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);
const headerValue = fc.string({ unit: fc.constantFrom(...'aZ09 ,;:="/-_\u00e9\t') });
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'idempotency-key', 'x-request-id', 'accept', 'origin', 'content-encoding'),
  fc.oneof(headerValue, fc.constantFrom('application/json', 'http://localhost', 'gzip')),
);

describe('whatever is sent', () => {
  it('to the server is never answered with a server error', async () => {
    const { server } = await startTestServer({ apiKeys: [] });
    await fc.assert(
      fc.asyncProperty(method, path, headers, body, async (method, path, headers, body) => {
        expect(await send(server.port, { method, path, headers, body })).toBeLessThan(500);
      }),
      { numRuns: 400 },
    );
  });

  it('to POST /execute is never answered with a server error', async () => {
    const { service, log } = await startTestServer();
    const app = createPipelineServerApp({
      service,
      authenticate: loopbackAuthenticator(),
      logger: log.logger,
      admission: createAdmission({ requestsPerMinute: 1e9, load: () => false }),
    });
    const headers = { 'content-type': 'application/json' };
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(body, async (body) => {
        const response = await app.request('http://localhost/execute', { method: 'POST', headers, body });
        statuses.add(response.status);
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 2000 },
    );
    expect([...statuses]).toEqual(expect.arrayContaining([202, 400, 422]));
  });
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sends a request as it is; `fetch` would tidy it up. */
async function send(port: number, { method, path, headers, body }: Sent): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const length = { 'content-length': Buffer.byteLength(body), connection: 'close' };
  const sent = request({ port, method, path, headers: { ...headers, ...length } }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
