import { SluiceError } from '@sluice/core';

/** Longer than any address of the API, and short enough for whatever looks at one. */
const MAX_CHARACTERS = 8192;

/** What nearly every request has. */
const PLAIN = /^(?:\/[\w-][\w.:-]*)+(?:\?[!-"$-~]*)?$/;

const ODD: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(?!\/)/, 'must begin with "/"'],
  [/\/\//, 'must not have "//"'],
  [/\/(?:\.|%2e){1,2}(?:[/;]|$)/i, 'must not have "." or ".." between slashes'],
  [/\\|%5c|%2f/i, 'must not have a backslash or an encoded slash'],
  [/[^!-~]|#|%(?:0|1|7f)/i, 'must not have a control character, a blank or "#"'],
];

/**
 * Refuses the target of a request that whoever stands in front of the server, and the server, could take for different
 * paths: what a proxy allows must be what is done.
 *
 * @throws SluiceError `invalid_request`; for one that is too long, `request_too_large`
 */
export function requirePlainTarget(target: string): void {
  if (target.length > MAX_CHARACTERS) throw tooLong();
  if (PLAIN.test(target)) return;
  const path = target.split('?', 1)[0] ?? '';
  const odd = ODD.find(([pattern]) => pattern.test(path));
  if (odd !== undefined) throw invalid(`The path ${odd[1]}.`);
}

function tooLong(): SluiceError {
  const message = `The address of the request is too long: ${MAX_CHARACTERS} characters are accepted.`;
  return new SluiceError({ code: 'request_too_large', message });
}

function invalid(message: string): SluiceError {
  return new SluiceError({ code: 'invalid_request', message });
}
