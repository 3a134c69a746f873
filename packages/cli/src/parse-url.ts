import { InvalidArgumentError } from 'commander';

/** Reads the address of a server from the command line, and returns it without a slash at its end. */
export function parseServerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.username + url.password + url.search + url.hash === '';
  if (isPlain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new InvalidArgumentError('Write the address as https://pipelines.example.com.');
}
