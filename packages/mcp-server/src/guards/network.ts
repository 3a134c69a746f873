import { isIP } from 'node:net';

/**
 * Returns the network that an address is counted under: an IPv4 address itself; of an IPv6 address the first 64 bits,
 * since whoever has one has all that begin with them. What is no address is `unknown`.
 */
export function networkOf(address: string | undefined): string {
  // An IPv4 caller of a server that listens on IPv6.
  const bare = address?.replace(/^::ffff:(?=[\d.]+$)/i, '') ?? '';
  const version = isIP(bare);
  if (version === 0) return 'unknown';
  return version === 4 ? bare : `${groupsOf(bare).slice(0, 4).join(':')}::/64`;
}

function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before.map(shorten);
  const after = tail === '' ? [] : tail.split(':');
  const missing = Math.max(8 - before.length - after.length, 0);
  return [...before, ...Array<string>(missing).fill('0'), ...after].map(shorten);
}

function shorten(group: string): string {
  return group.replace(/^0+(?=.)/, '');
}
