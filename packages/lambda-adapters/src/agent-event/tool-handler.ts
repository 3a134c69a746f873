import type { ServiceLogger } from '@sluice/core';
import { redactSecrets, SluiceError } from '@sluice/core';
import { DEADLINE_MARGIN_MS, type Deadline, deadlineOf } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import { createLambdaLogger, logOutcome } from '../lambda/lambda-logger.ts';
import { type Lazy, lazy, unwrap } from '../lambda/lazy.ts';
import type { AgentEventFormat, DecodedEvent } from './agent-event-format.ts';
import { fitBody, MAX_REPLY_BYTES } from './fit-reply.ts';
import { type OpenApiEventReply, openApiFormat } from './open-api-event.ts';
import { invalidArguments } from './tool-arguments.ts';
import type { ToolCall } from './tool-call.ts';
import { errorReply, type ToolReply } from './tool-reply.ts';

/** A Lambda function that answers an agent's action group. @public */
export type AgentEventHandler = (event: unknown, context: LambdaContext) => Promise<OpenApiEventReply>;

/** What all handlers of action groups have in common. @public */
export interface ToolHandlerOptions {
  /** @defaultValue a Powertools logger */
  readonly logger?: ServiceLogger | undefined;
  /** How many UTF-8 bytes a reply may have as a whole; a longer one is shortened. @defaultValue 24000 */
  readonly maxReplyBytes?: number | undefined;
  /** How much of the invocation's time is kept for the answer, in milliseconds. @defaultValue 1500 */
  readonly deadlineMarginMs?: number | undefined;
}

/** What one operation does. What it throws becomes a reply. */
export type Tool = (call: ToolCall, invocation: ToolInvocation) => Promise<ToolReply>;

/** What a tool may use while it answers. */
export interface ToolInvocation {
  readonly deadline: Deadline;
  readonly logger: ServiceLogger;
}

export interface ToolHandlerParts<Options extends ToolHandlerOptions> {
  /** Names the handler in logs. */
  readonly service: string;
  readonly options: Lazy<Options>;
  /** Makes what answers the calls; called once, at the first. */
  readonly createTool: (options: Options) => Tool;
}

/** The forms in which agents ask; further ones are added here. */
const FORMATS: readonly AgentEventFormat<OpenApiEventReply>[] = [openApiFormat];

/**
 * Makes a Lambda handler that decodes an agent's event, has a tool answer it and encodes the reply. Whatever goes wrong
 * becomes a reply that a model can act on; only an event that is none of ours makes it throw, since there is no form to
 * reply in.
 */
export function createToolHandler<Options extends ToolHandlerOptions>(
  parts: ToolHandlerParts<Options>,
): AgentEventHandler {
  const defaultLogger = lazy(() => createLambdaLogger(parts.service));
  const configured = lazy(() => {
    const options = unwrap(parts.options);
    return { options, logger: options.logger ?? defaultLogger(), tool: parts.createTool(options) };
  });
  return async (event, context) => {
    const startedAt = performance.now();
    const configuration = attempt(configured);
    const { options, logger } = configuration.value ?? { options: undefined, logger: defaultLogger() };
    const { format, call, faults } = decode(event, logger);
    const deadline = deadlineOf(context, options?.deadlineMarginMs ?? DEADLINE_MARGIN_MS);
    const answer = async (): Promise<ToolReply> => {
      if (configuration.value === undefined) throw configuration.error;
      if (faults.length > 0) throw invalidArguments(faults);
      return configuration.value.tool(call, { deadline, logger });
    };
    const reply = await answer().catch((error: unknown) => replyTo(error, logger));
    logOutcome(logger, reply.status, {
      function_request_id: context.awsRequestId,
      ...described(call, reply),
      duration_ms: Math.round(performance.now() - startedAt),
    });
    return encode(format, call, reply, options?.maxReplyBytes ?? MAX_REPLY_BYTES);
  };
}

type Attempt<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: unknown };

function attempt<T>(make: () => T): Attempt<T> {
  try {
    return { value: make() };
  } catch (error) {
    return { error };
  }
}

function decode(
  event: unknown,
  logger: ServiceLogger,
): DecodedEvent & { readonly format: AgentEventFormat<OpenApiEventReply> } {
  try {
    const format = FORMATS.find((candidate) => candidate.recognizes(event));
    if (format === undefined) throw unknownEvent(event);
    return { format, ...format.decode(event) };
  } catch (error) {
    logger.error(errorFields(error), 'The event is none that this function answers');
    throw error;
  }
}

function unknownEvent(event: unknown): SluiceError {
  const keys = typeof event === 'object' && event !== null ? Object.keys(event) : [];
  const functions = keys.includes('function')
    ? ' Describe the action group with an OpenAPI document instead of functions.'
    : '';
  return new SluiceError({
    code: 'invalid_request',
    message:
      `This function answers: ${FORMATS.map(({ name }) => name).join(', ')} (messageVersion "1.0" with apiPath and httpMethod). ` +
      `The event it got has the keys: ${keys.slice(0, 20).join(', ') || 'none'}.${functions}`,
  });
}

function replyTo(error: unknown, logger: ServiceLogger): ToolReply {
  const reply = errorReply(error);
  if (reply.status >= 500) logger.error(errorFields(error), 'A tool failed');
  return reply;
}

function described(call: ToolCall, { status, body }: ToolReply): Record<string, unknown> {
  const reason = status >= 400 ? body['message'] : undefined;
  const executionId = body['execution_id'] ?? call.arguments['execution_id'];
  return {
    session_id: call.sessionId,
    agent: call.agent.name,
    action_group: call.actionGroup,
    operation: `${call.operation.method} ${call.operation.path}`,
    ...(executionId === undefined ? {} : { execution_id: executionId }),
    outcome: body['code'] ?? body['status'] ?? 'ok',
    ...(typeof reason === 'string' ? { reason: redactSecrets(reason) } : {}),
  };
}

function encode(
  format: AgentEventFormat<OpenApiEventReply>,
  call: ToolCall,
  reply: ToolReply,
  maxBytes: number,
): OpenApiEventReply {
  const encodeWith = (body: ToolReply['body']): OpenApiEventReply => format.encode(call, { ...reply, body });
  const sizeOf = (body: ToolReply['body']): number => Buffer.byteLength(JSON.stringify(encodeWith(body)));
  return encodeWith(fitBody(reply.body, maxBytes, sizeOf));
}
