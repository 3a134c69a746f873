import type { InvokeAgentRuntimeCommandOutput } from '@aws-sdk/client-bedrock-agentcore';
import { isObject } from '../agent-event/is-object.ts';
import type { AgentInvocation, AgentOutcome } from './agent-runtime.ts';
import { type AgentCoreAnswer, readAgentCoreJson } from './agentcore-answer.ts';
import { type GatheredAnswer, gatherAnswer } from './gather-answer.ts';
import { readServerSentEvents } from './server-sent-events.ts';

type Response = Pick<InvokeAgentRuntimeCommandOutput, 'contentType' | 'response'>;

/**
 * Reads the answer of an agent of AgentCore Runtime to its end, in whichever of its forms it comes.
 *
 * @throws what the stream throws; the signal's reason when it was aborted meanwhile
 */
export async function readAgentCoreAnswer(response: Response, invocation: AgentInvocation): Promise<AgentOutcome> {
  const answer = gatherAnswer(invocation);
  for await (const part of partsOf(response)) {
    if (part.kind === 'failure') return { outcome: 'failed', mayHaveBegun: true, reason: { name: 'AgentError' } };
    gather(part, answer);
  }
  return answer.outcome();
}

function gather(part: AgentCoreAnswer, answer: GatheredAnswer): void {
  if (part.kind === 'piece') answer.write(part.text);
  if (part.kind === 'whole') answer.rewrite(part.text);
  if (part.kind === 'control') answer.returnControl(part.control);
}

async function* partsOf({ contentType = '', response }: Response): AsyncGenerator<AgentCoreAnswer> {
  if (response === undefined) return;
  const stream: AsyncIterable<Uint8Array> = response.transformToWebStream();
  if (/^text\/event-stream\b/i.test(contentType)) {
    for await (const data of readServerSentEvents(stream)) yield readText(data);
    return;
  }
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of stream) text += decoder.decode(bytes, { stream: true });
  yield readText(text + decoder.decode());
}

/** Reads a text as JSON where it has one of the forms of an answer, else as the answer itself: `3` is a piece of a text. */
function readText(text: string): AgentCoreAnswer {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value === 'string' || isObject(value)) return readAgentCoreJson(value);
  } catch {
    // It is no JSON.
  }
  return { kind: 'piece', text };
}
