import { createServerMetrics, systemClock } from '../../src/index.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts';

/** Starts a test server with every path that a server can have. */
export function startFullServer(options: TestServerOptions = {}): Promise<TestServer> {
  return startTestServer({
    metrics: createServerMetrics({ clock: systemClock }),
    protectedResource: () => ({
      resource: 'https://pipelines.test',
      authorizationServers: ['https://login.test'],
      scopesSupported: { read: 'sluice:read' },
    }),
    ...options,
  });
}
