import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { controlAnswersToJson } from '../agent-runtime/control-json.ts';
import { SESSION_ID } from '../agent-runtime/session-id.ts';
import { lazyPromise } from '../lambda/lazy.ts';
import type { ChatInput } from './chat-request.ts';
import type { ChatTurn } from './chat-turn.ts';
import { readGivenAnswers } from './confirmation.ts';

/** A turn that an invocation of its own takes. */
export interface BackgroundTurn {
  readonly answerId: string;
  readonly turn: ChatTurn;
}

/**
 * Has this same function invoked with an event, and does not wait for what it does.
 *
 * @throws when it is not certain that it is
 * @public
 */
export type StartBackgroundTurn = (event: object) => Promise<void>;

/** Which Lambda function invokes itself, and how it reaches Lambda. @public */
export interface SelfInvocationOptions {
  /** The function's name, and which version of it: never another one than that which was asked. */
  readonly functionName: string;
  /** @defaultValue the latest */
  readonly version?: string | undefined;
  /** Settings of the SDK's client. @defaultValue those of the environment */
  readonly client?: LambdaClientConfig | undefined;
}

/**
 * Makes what invokes this same function asynchronously. The SDK is loaded at first use.
 *
 * @example
 * ```ts
 * const start = selfInvocation({ functionName: 'sluice-chat-handler' });
 * ```
 * @public
 */
export function selfInvocation({ functionName, version, client: config }: SelfInvocationOptions): StartBackgroundTurn {
  const load = lazyPromise(async () => {
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    const requestHandler = { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true };
    // Repeating is safe: whichever of the invocations comes first takes the turn.
    return { InvokeCommand, client: new LambdaClient({ maxAttempts: 2, requestHandler, ...config }) };
  });
  return async (event) => {
    const { InvokeCommand, client } = await load();
    await client.send(
      new InvokeCommand({
        FunctionName: functionName,
        ...(version === undefined ? {} : { Qualifier: version }),
        InvocationType: 'Event',
        Payload: JSON.stringify(event),
      }),
    );
  };
}

const SOURCE = 'sluice.chat';

const texts = z.record(z.string(), z.string());

const backgroundEvent = z.object({
  source: z.literal(SOURCE),
  answer_id: z.string(),
  session_id: z.string(),
  agent_session_id: z.string().check(z.regex(SESSION_ID)),
  principal: z.optional(z.string()),
  message: z.optional(z.string()),
  confirmation: z.optional(z.record(z.string(), z.unknown())),
  wants_trace: z.boolean(),
  attributes: texts,
});

/** Writes a turn as the event of the invocation that takes it. */
export function backgroundEventOf({ answerId, turn }: BackgroundTurn): object {
  const { sessionId, agentSessionId, principal, said, wantsTrace, attributes } = turn;
  const event: z.output<typeof backgroundEvent> = {
    source: SOURCE,
    answer_id: answerId,
    session_id: sessionId,
    agent_session_id: agentSessionId,
    ...(principal === undefined ? {} : { principal }),
    ...('message' in said ? said : { confirmation: confirmationOf(said.given) }),
    wants_trace: wantsTrace,
    attributes: { ...attributes },
  };
  return event;
}

/** Reads the event of an invocation that takes a turn; undefined for any other event, such as all that API Gateway sends. */
export function readBackgroundEvent(event: unknown): BackgroundTurn | undefined {
  const { success, data } = backgroundEvent.safeParse(event);
  if (!success) return undefined;
  const said = saidIn(data);
  if (said === undefined) return undefined;
  const { session_id, agent_session_id, principal, wants_trace, attributes } = data;
  const session = { sessionId: session_id, agentSessionId: agent_session_id };
  return { answerId: data.answer_id, turn: { ...session, principal, said, wantsTrace: wants_trace, attributes } };
}

function saidIn({ message, confirmation }: z.output<typeof backgroundEvent>): ChatInput | undefined {
  if (message !== undefined) return { message };
  const given = readGivenAnswers(confirmation ?? {});
  return 'fault' in given ? undefined : { given };
}

function confirmationOf({
  agentType,
  answers,
}: Extract<ChatInput, { given: unknown }>['given']): Record<string, unknown> {
  return { ...(agentType === undefined ? {} : { agent_type: agentType }), ...controlAnswersToJson(answers) };
}
