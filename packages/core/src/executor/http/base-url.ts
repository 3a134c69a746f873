/**
 * Reads the address that a CI system is configured with: over HTTP, with a path where it has one, without credentials,
 * query or fragment. Undefined for any other text.
 *
 * @returns the address without a slash at its end
 * @public
 */
export function baseUrlOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !isHttp || url.username !== '' || url.search !== '' || url.hash !== '') return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
