import { type Principal, SluiceError } from '@sluice/core';
import type { Authenticator } from '../auth/authenticator.ts';

/**
 * Makes the function that asks an authenticator who sits at the other end of standard input: whoever has the key, which
 * comes from the environment, or where there are no keys, somebody on this machine.
 *
 * @throws SluiceError `unauthenticated`, from the returned function
 */
export function createSender(authenticate: Authenticator, apiKey: string | undefined): () => Promise<Principal> {
  const headers = { host: 'localhost', ...(apiKey === undefined || apiKey === '' ? {} : { 'x-api-key': apiKey }) };
  const request = new Request('http://localhost/mcp', { method: 'POST', headers });
  return async () => {
    const principal = await authenticate(request);
    if (principal !== undefined) return principal;
    const message = 'An API key is needed: start the command with SLUICE_API_KEY set to one that the server knows.';
    throw new SluiceError({ code: 'unauthenticated', message });
  };
}
