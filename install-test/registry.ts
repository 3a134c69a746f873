import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runServer } from 'verdaccio';

/** A registry of npm packages on this machine. */
export interface Registry {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts Verdaccio on a free port of this machine: it takes our packages, and fetches all others from the registry that
 * npm is set to.
 *
 * @param folder - where it keeps the packages, and its log
 * @param upstream - that registry
 */
export async function startRegistry(folder: string, upstream: string): Promise<Registry> {
  await mkdir(folder, { recursive: true });
  const configuration = {
    configPath: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    web: { enable: false },
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: -1 } },
    uplinks: { upstream: { url: upstream, timeout: '60s', maxage: '1h', max_fails: 10 } },
    packages: {
      '@sluice/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'upstream' },
    },
    max_body_size: '100mb',
    log: { type: 'file', path: join(folder, 'verdaccio.log'), format: 'json', level: 'warn' },
  };
  const server: Server = await runServer(configuration as Parameters<typeof runServer>[0]);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}
