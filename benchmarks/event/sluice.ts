import { fitReply, MAX_REPLY_BYTES } from '../../packages/lambda-adapters/src/agent-event/fit-reply.ts';
import { createCallReader } from '../../packages/lambda-adapters/src/agent-event/read-call.ts';
import { receiveEvent } from '../../packages/lambda-adapters/src/agent-event/receive-event.ts';
import { type Tool, takenArguments } from '../../packages/lambda-adapters/src/agent-event/toolbox.ts';
import type { Answer } from './answer.ts';
import { FUNCTION, PATH } from './events.ts';
import type { Handle } from './measure.ts';
import type { Request } from './requests.ts';

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 30_000 };

/** What the product's tool handler does with an event, without its logs, metrics and traces. */
export function sluice({ properties, required }: Request, answer: Answer): Handle {
  const schema = { type: 'object', additionalProperties: false, required, properties };
  const requestBody = { required: true, content: { 'application/json': { schema } } };
  const paths = { [PATH]: { post: { operationId: FUNCTION, requestBody } } };
  const document = { openapi: '3.0.0', info: { title: 'App' }, paths };
  const tool: Tool = async (call) => ({ status: 200, body: answer(call.arguments) });
  const offered = { takes: takenArguments({}), answer: tool };
  const readCall = createCallReader({ toolbox: () => offered, actionGroups: [{ name: 'app', document }] });
  return async (event) => {
    const received = receiveEvent(event, context);
    const { call, tool: asked, refusal } = readCall(received);
    const reply = refusal ?? (await asked(call, undefined as never));
    return fitReply(reply, MAX_REPLY_BYTES, received);
  };
}
