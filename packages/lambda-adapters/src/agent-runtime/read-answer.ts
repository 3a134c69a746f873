import type { ResponseStream } from '@aws-sdk/client-bedrock-agent-runtime';
import type { AgentOutcome } from './agent-runtime.ts';

/**
 * Reads an agent's answer to its end. The stream has no end mark: one that ends without text and without a request for
 * control has failed, and so has one that ended because the signal was aborted.
 *
 * @throws what the stream throws; the signal's reason when it was aborted meanwhile
 */
export async function readAnswer(
  stream: AsyncIterable<ResponseStream> | Iterable<ResponseStream>,
  signal: AbortSignal,
): Promise<AgentOutcome> {
  const decoder = new TextDecoder();
  let answer = '';
  let controlReturned = false;
  for await (const event of stream) {
    if (event.chunk?.bytes !== undefined) answer += decoder.decode(event.chunk.bytes, { stream: true });
    if (event.returnControl !== undefined) controlReturned = true;
  }
  signal.throwIfAborted();
  answer += decoder.decode();
  if (controlReturned) return { outcome: 'confirmation_needed' };
  if (answer.trim() !== '') return { outcome: 'answered', answer };
  return { outcome: 'failed', mayHaveBegun: true, reason: { name: 'EmptyAnswer' } };
}
