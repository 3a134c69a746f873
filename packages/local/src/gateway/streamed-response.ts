import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Between status and headers and the body stand so many zeros. */
const DELIMITER = Buffer.alloc(8);

/**
 * Sends what a function streams, as it comes: status and headers first, then the body.
 *
 * @param signal - Aborted when the client has gone
 * @throws what the stream throws; when the stream ends before status and headers have come, or the client has gone
 */
export async function sendStream(
  response: ServerResponse,
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const bytes of stream) {
    let body: Uint8Array = bytes;
    if (head !== undefined) {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf(DELIMITER);
      if (end === -1) continue;
      begin(response, head.subarray(0, end));
      body = head.subarray(end + DELIMITER.length);
      head = undefined;
    }
    if (!response.write(body)) await once(response, 'drain', { signal });
  }
  if (head !== undefined) throw new Error('The function streamed no status and headers');
  response.end();
}

function begin(response: ServerResponse, head: Buffer): void {
  const { statusCode = 200, headers = {}, cookies = [] } = JSON.parse(head.toString('utf8'));
  for (const cookie of cookies) response.appendHeader('set-cookie', cookie);
  response.writeHead(statusCode, headers);
  response.flushHeaders();
}
