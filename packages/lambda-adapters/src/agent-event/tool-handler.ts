import { type ActionGroup, redactSecrets, type ServiceLogger, SluiceError } from '@sluice/core';
import { DEADLINE_MARGIN_MS, deadlineOf } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import { createLambdaLogger, logOutcome } from '../lambda/lambda-logger.ts';
import { type Lazy, lazy, unwrap } from '../lambda/lazy.ts';
import type { ReceivedEvent } from './agent-event-format.ts';
import { declaredOperations } from './declared-operations.ts';
import { decodeArguments } from './decode-arguments.ts';
import { fitReply, MAX_REPLY_BYTES } from './fit-reply.ts';
import { type AgentEventReply, receiveEvent } from './receive-event.ts';
import { invalidArguments } from './tool-arguments.ts';
import type { ToolCall } from './tool-call.ts';
import { errorReply, isExpected, type ToolReply } from './tool-reply.ts';
import type { Toolbox, ToolInvocation } from './toolbox.ts';

/** A Lambda function that answers agents: action groups of Bedrock agents, and targets of AgentCore Gateway. @public */
export type AgentEventHandler = (event: unknown, context: LambdaContext) => Promise<AgentEventReply>;

/** What all handlers of agents' events have in common. @public */
export interface ToolHandlerOptions {
  /** @defaultValue a Powertools logger */
  readonly logger?: ServiceLogger | undefined;
  /** How many UTF-8 bytes a reply may have as a whole; a longer one is shortened. @defaultValue 24000 */
  readonly maxReplyBytes?: number | undefined;
  /** How much of the invocation's time is kept for the answer, in milliseconds. @defaultValue 1500 */
  readonly deadlineMarginMs?: number | undefined;
  /**
   * The OpenAPI documents of the action groups that are answered. Arguments are decoded by what they declare, and
   * functions and tools are found by their operationIds. Without them, the types that the event names are all that is
   * known, so lists of texts are asked for as JSON more often.
   *
   * @defaultValue none
   */
  readonly actionGroups?: readonly ActionGroup[] | undefined;
  /**
   * What to do with an error that no agent can do anything about. `reply` tells the agent that the tool failed, so that
   * the conversation goes on; `throw` makes the invocation fail, which Lambda counts and Bedrock ends the turn with.
   *
   * @defaultValue 'reply'
   */
  readonly onUnexpectedError?: 'reply' | 'throw' | undefined;
}

export interface ToolHandlerParts<Options extends ToolHandlerOptions> {
  /** Names the handler in logs. */
  readonly service: string;
  readonly options: Lazy<Options>;
  /** Makes what answers the calls; called once, at the first. */
  readonly createToolbox: (options: Options) => Toolbox;
}

/**
 * Makes a Lambda handler that receives an agent's event, decodes its arguments, has a tool answer it and encodes the
 * reply. Whatever goes wrong becomes a reply that a model can act on; it throws only at an event that is none of ours,
 * since there is no form to reply in, and where the team wants it to.
 */
export function createToolHandler<Options extends ToolHandlerOptions>(
  parts: ToolHandlerParts<Options>,
): AgentEventHandler {
  const defaultLogger = lazy(() => createLambdaLogger(parts.service));
  const configured = lazy(() => {
    const options = unwrap(parts.options);
    return {
      options,
      toolbox: parts.createToolbox(options),
      declared: declaredOperations(options.actionGroups ?? []),
      logger: options.logger ?? defaultLogger(),
    };
  });

  /** Has the tool answer that the event asks for. */
  async function answer(received: ReceivedEvent<unknown>, context: LambdaContext): Promise<ToolReply> {
    const { options, toolbox, declared, logger } = configured();
    const found = declared(received.call.operation);
    const operation =
      found === undefined ? received.call.operation : { ...received.call.operation, place: found.place };
    const tool = toolbox(operation);
    const decoded = decodeArguments(received.given.values, found?.takes ?? tool.takes);
    const faults = [...received.given.faults, ...decoded.faults];
    if (faults.length > 0) throw invalidArguments(faults);
    const call: ToolCall = { ...received.call, operation, arguments: decoded.arguments };
    const deadline = deadlineOf(context, options.deadlineMarginMs ?? DEADLINE_MARGIN_MS);
    const invocation: ToolInvocation = { requestId: context.awsRequestId, deadline, logger };
    return await tool.answer(call, invocation);
  }

  return async (event, context) => {
    const startedAt = performance.now();
    const { options, logger } = attempt(configured) ?? { options: undefined, logger: defaultLogger() };
    const received = receive(event, context, logger);
    const maxBytes = options?.maxReplyBytes ?? MAX_REPLY_BYTES;
    const encode = (reply: ToolReply): AgentEventReply => fitReply(reply, maxBytes, received);
    const { reply, encoded, error } = await answer(received, context)
      .then((given) => ({ reply: given, encoded: encode(given), error: undefined }))
      .catch((failure: unknown) => {
        const told = errorReply(failure);
        if (told.status >= 500) logger.error(errorFields(failure), 'A tool failed');
        return { reply: told, encoded: encode(told), error: { failure } };
      });
    logOutcome(logger, reply.status, {
      function_request_id: context.awsRequestId,
      ...described(received, reply),
      duration_ms: Math.round(performance.now() - startedAt),
    });
    if (error === undefined || isExpected(error.failure) || options?.onUnexpectedError !== 'throw') return encoded;
    throw unexpectedError(parts.service, error.failure);
  };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    // It is made again where it is needed, and fails there again.
    return undefined;
  }
}

function receive(event: unknown, context: LambdaContext, logger: ServiceLogger): ReceivedEvent<AgentEventReply> {
  try {
    return receiveEvent(event, context);
  } catch (error) {
    logger.error(errorFields(error), 'The event is none that this function answers');
    throw error;
  }
}

/** What is thrown instead of the error itself, whose message may hold what nobody may read. */
function unexpectedError(service: string, cause: unknown): SluiceError {
  const message = `The ${service} failed, and not because of what was asked: read its log.`;
  return new SluiceError({ code: 'internal_error', message, cause });
}

function described({ call, given }: ReceivedEvent<unknown>, { status, body }: ToolReply): Record<string, unknown> {
  const reason = status >= 400 ? body['message'] : undefined;
  const asked = given.values.find(({ name }) => name === 'execution_id')?.value;
  const executionId = body['execution_id'] ?? asked;
  return {
    session_id: call.sessionId,
    agent: call.agent.name,
    action_group: call.actionGroup,
    operation: call.operation.name,
    ...(executionId === undefined ? {} : { execution_id: executionId }),
    outcome: body['code'] ?? body['status'] ?? 'ok',
    ...(typeof reason === 'string' ? { reason: redactSecrets(reason) } : {}),
  };
}
