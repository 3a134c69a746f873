import type { ResponseStream } from '@aws-sdk/client-bedrock-agent-runtime';
import type { AgentInvocation, AgentOutcome } from './agent-runtime.ts';
import { agentStep } from './agent-step.ts';
import { gatherAnswer } from './gather-answer.ts';
import { readCitations } from './read-citations.ts';
import { readReturnedControl } from './read-returned-control.ts';

/**
 * Reads a Bedrock agent's answer to its end. The stream has no end mark, so one that ends without an answer has failed, and
 * so has one that ended because the signal was aborted. Events of other kinds, such as files, are passed over.
 *
 * @throws what the stream throws; the signal's reason when it was aborted meanwhile
 */
export async function readAnswer(
  stream: AsyncIterable<ResponseStream> | Iterable<ResponseStream>,
  invocation: AgentInvocation,
): Promise<AgentOutcome> {
  const answer = gatherAnswer(invocation);
  // One decoder for the whole answer, since a character may be split between two chunks.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const { chunk, trace, returnControl } of stream) {
    if (chunk?.bytes !== undefined) answer.write(decoder.decode(chunk.bytes, { stream: true }));
    answer.cite(readCitations(chunk?.attribution));
    if (returnControl !== undefined) answer.returnControl(readReturnedControl(returnControl));
    if (trace === undefined) continue;
    const step = agentStep(trace);
    if (step !== undefined) answer.tell({ type: 'step', step });
    answer.tell({ type: 'trace', trace: { ...trace } });
  }
  answer.write(decoder.decode());
  return answer.outcome();
}
