import { randomUUID } from 'node:crypto';
import type { HttpResponse } from './connection-switch.ts';
import { BedrockException, STATUS_OF } from './exceptions.ts';

/** Answers with an error before anything was streamed. */
export function refuse(response: HttpResponse, error: unknown): void {
  const failure =
    error instanceof BedrockException ? error : new BedrockException('internalServerException', 'The emulator failed');
  const type = `${failure.exception.charAt(0).toUpperCase()}${failure.exception.slice(1)}`;
  response.writeHead(STATUS_OF[failure.exception], {
    'content-type': 'application/json',
    'x-amzn-errortype': type,
    'x-amzn-requestid': randomUUID(),
  });
  response.write(Buffer.from(JSON.stringify(failure.members)));
  response.end();
}
