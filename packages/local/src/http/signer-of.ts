/** Returns who signed a request to AWS: the id of the access key in its `authorization` header. */
export function signerOf(authorization: string | undefined): string | undefined {
  return /\bCredential=([^/,\s]+)\//.exec(authorization ?? '')?.[1];
}
