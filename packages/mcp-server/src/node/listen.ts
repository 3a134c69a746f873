import type { Server } from 'node:http';
import { SluiceError } from '@sluice/core';

/**
 * Makes a server listen, and returns the port.
 *
 * @throws SluiceError `invalid_configuration` when it can't, because the port is taken for example
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (error: NodeJS.ErrnoException): void => reject(cantListen(error, host, port));
  server.once('error', fail);
  server.listen(port, host, resolve);
  await promise;
  server.off('error', fail);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function cantListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const message =
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is taken. Stop what listens there, or choose another port.`
      : `The server can't listen on ${host}, port ${port}: ${error.message}`;
  return new SluiceError({ code: 'invalid_configuration', message, cause: error });
}
