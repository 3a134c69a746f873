import { type Principal, SluiceError } from '@sluice/core';
import type { Authenticator } from './authenticator.ts';

const LOCAL: Principal = { id: 'local', scopes: ['read', 'execute', 'approve', 'admin'] };
const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Tells whether a host name or address can only be this machine. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_NAME.test(host);
}

/**
 * Makes the authenticator of a server that has no keys and listens on loopback only: whoever is on this machine may do
 * everything, as the principal `local`.
 *
 * A web page is on this machine too, in a browser. So the name that the request was sent to, and the page that sent it
 * if one did, must be loopback as well; else any site could drive the server through its visitors (DNS rebinding).
 *
 * @public
 */
export function loopbackAuthenticator(): Authenticator {
  return (request) => {
    const host = request.headers.get('host') ?? new URL(request.url).host;
    if (!isLoopbackUrl(`http://${host}`)) throw refusal('was sent to another host name than localhost');
    const origin = request.headers.get('origin');
    if (origin !== null && !isLoopbackUrl(origin))
      throw refusal('comes from a web page of another host than localhost');
    return LOCAL;
  };
}

function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

function refusal(what: string): SluiceError {
  return new SluiceError({
    code: 'forbidden',
    message: `This request ${what}. A server without API keys answers this machine only; give it a key to reach it otherwise.`,
  });
}
