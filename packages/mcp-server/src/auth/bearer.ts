const BEARER = /^bearer +(\S+)$/i;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Returns what stands in `Authorization: Bearer …`. */
export function bearerOf(headers: Headers): string | undefined {
  const authorization = headers.get('authorization');
  return authorization === null ? undefined : BEARER.exec(authorization)?.[1];
}

/** Tells whether a bearer has the form of a JSON web token: three parts in base64url, of which the signature may be missing. */
export function looksLikeToken(bearer: string): boolean {
  return TOKEN.test(bearer);
}
