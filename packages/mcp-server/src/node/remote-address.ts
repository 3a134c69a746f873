import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** What is looked at of a request. */
type Head = Pick<IncomingMessage, 'socket' | 'headers'>;

/** Returns the address that a request came from: of the connection, or as the outermost of our own proxies saw it. */
export function remoteAddressOf(incoming: Head, trustedProxies: number): string | undefined {
  const { remoteAddress } = incoming.socket;
  if (trustedProxies === 0) return remoteAddress;
  const forwarded = incoming.headers['x-forwarded-for'];
  // Each proxy adds whom it saw at the end; what stands before our own proxies' words, anybody may have written.
  const seen = String(forwarded ?? '').split(',');
  return addressOf(seen.at(-trustedProxies) ?? '') ?? remoteAddress;
}

/** Some proxies add the port. */
function addressOf(text: string): string | undefined {
  const trimmed = text.trim();
  const bare = /^\[(.+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  return isIP(bare) === 0 ? undefined : bare;
}
