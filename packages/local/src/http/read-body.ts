/** A request's body is larger than accepted. */
export class BodyTooLargeError extends Error {}

/**
 * Reads the body of a request. What is over the limit is read and dropped, so that the client gets to read the answer.
 *
 * @throws BodyTooLargeError
 */
export async function readBody(request: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new BodyTooLargeError(`The body has ${size} bytes, ${limit} are accepted`);
  return Buffer.concat(chunks);
}
