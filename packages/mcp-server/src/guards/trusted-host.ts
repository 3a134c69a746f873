import { SluiceError } from '@sluice/core';
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';

/** The names that a server answers to and the web pages that may ask it. @public */
export interface TrustedHostOptions {
  /**
   * The names that the server is reached by besides those of this machine, such as `pipelines.example.com` or, for one
   * port only, `pipelines.example.com:8443`. None: this machine's names only. `*`: any name.
   *
   * @defaultValue any name
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * The web pages that may ask, by their origins, such as `https://console.example.com`. Pages of this machine may,
   * where the server is reached by a name of this machine.
   *
   * @defaultValue no other
   */
  readonly allowedOrigins?: readonly string[] | undefined;
}

const LOOPBACK = String.raw`(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?`;
const LOOPBACK_HOST = new RegExp(`^${LOOPBACK}$`, 'i');
const LOOPBACK_ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, 'i');
const PORT = /:\d{1,5}$/;
const ORIGIN = /^https?:\/\/[^/?#@\s]+$/;
const HOST = /^[^/?#@\s]+$/;

/**
 * Refuses what a web page sends that has no business here, with whatever credentials.
 *
 * A page that somebody visits can make a name of its own point to this machine (DNS rebinding), and then speaks to the
 * server as if it were its own: so a server that trusts whoever is on this machine must look at the name that it is
 * called by. One that wants keys is safe from that under any name, since no browser adds a key by itself; there, the
 * names are looked at where a list is given. The page that a request comes from is looked at in any case.
 *
 * Probes send an address as the name: put their routes before this.
 *
 * @throws SluiceError `invalid_configuration` when a name or an origin is written wrongly
 */
export function requireTrustedHost(options: TrustedHostOptions = {}): MiddlewareHandler<ServerEnv> {
  const isKnownHost = hostCheck(options.allowedHosts ?? ['*']);
  const origins = new Set(options.allowedOrigins?.map(checkedOrigin));
  return (context, next) => {
    const { headers, url } = context.req.raw;
    const given = headers.get('host');
    const host = given ?? new URL(url).host;
    // Who invokes a function directly calls it by no name.
    const isNameless = given === null && context.env?.gateway?.kind === 'direct';
    if (!isNameless && !isKnownHost(host)) throw unknownHost();
    const origin = headers.get('origin');
    if (origin !== null && !origins.has(origin.toLowerCase()) && !isLocal(origin, host)) throw unknownOrigin();
    return next();
  };
}

function isLocal(origin: string, host: string): boolean {
  return LOOPBACK_ORIGIN.test(origin) && LOOPBACK_HOST.test(host);
}

function hostCheck(allowed: readonly string[]): (host: string) => boolean {
  if (allowed.includes('*')) return () => true;
  const names = new Set(allowed.map(checkedHost));
  return (host) => {
    if (LOOPBACK_HOST.test(host)) return true;
    const name = host.toLowerCase();
    return names.has(name) || names.has(name.replace(PORT, ''));
  };
}

function checkedHost(host: string): string {
  if (HOST.test(host)) return host.toLowerCase();
  throw invalid(`The allowed host "${host}" must be a name with or without a port, such as pipelines.example.com.`);
}

function checkedOrigin(origin: string): string {
  if (ORIGIN.test(origin)) return origin.toLowerCase();
  throw invalid(`The allowed origin "${origin}" must be a scheme and a host, such as https://console.example.com.`);
}

function unknownHost(): SluiceError {
  return new SluiceError({
    code: 'forbidden',
    message:
      'This request was sent to another host name than those of this server. Use one of its own, or have whoever runs it allow this one.',
  });
}

function unknownOrigin(): SluiceError {
  return new SluiceError({
    code: 'forbidden',
    message: 'This request comes from a web page that may not ask here. Whoever runs the server can allow its origin.',
  });
}

function invalid(message: string): SluiceError {
  return new SluiceError({ code: 'invalid_configuration', message });
}
