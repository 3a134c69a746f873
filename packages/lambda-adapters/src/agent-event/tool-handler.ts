import { type ActionGroup, type ServiceLogger, SluiceError } from '@sluice/core';
import { DEADLINE_MARGIN_MS, deadlineOf } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import { type Lazy, lazy, unwrap } from '../lambda/lazy.ts';
import type { Observation, ObservedOutcome, ObservedSubject } from '../lambda/observation.ts';
import { secretNamesOf, secretTextsIn } from '../lambda/secret-arguments.ts';
import { createTelemetry } from '../lambda/telemetry.ts';
import type { ReceivedEvent } from './agent-event-format.ts';
import { fitReply, MAX_REPLY_BYTES } from './fit-reply.ts';
import { createCallReader } from './read-call.ts';
import { type AgentEventReply, receiveEvent } from './receive-event.ts';
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
  const defaultTelemetry = lazy(() => createTelemetry({ service: parts.service }));
  const configured = lazy(() => {
    const options = unwrap(parts.options);
    const { logger, actionGroups = [] } = options;
    return {
      options,
      readCall: createCallReader({ toolbox: parts.createToolbox(options), actionGroups }),
      secretNames: secretNamesOf(actionGroups),
      telemetry: logger === undefined ? defaultTelemetry() : createTelemetry({ service: parts.service, logger }),
    };
  });

  /** Has the tool answer that the event asks for. */
  async function answer(
    received: ReceivedEvent<unknown>,
    context: LambdaContext,
    observation: Observation,
  ): Promise<ToolReply> {
    const { options, readCall } = configured();
    const { call, tool, refusal } = readCall(received);
    if (refusal !== undefined) return refusal;
    const { logger, trace } = observation;
    const deadline = deadlineOf(context, options.deadlineMarginMs ?? DEADLINE_MARGIN_MS);
    const invocation: ToolInvocation = { requestId: context.awsRequestId, deadline, logger, trace, observation };
    return await tool(call, invocation);
  }

  /** Answers an event, and says how that ended. */
  async function reply(
    received: ReceivedEvent<AgentEventReply>,
    context: LambdaContext,
    observation: Observation,
  ): Promise<AgentEventReply> {
    const options = attempt(configured)?.options;
    const maxBytes = options?.maxReplyBytes ?? MAX_REPLY_BYTES;
    const encode = (given: ToolReply): AgentEventReply => {
      const encoded = fitReply(given, maxBytes, received);
      observation.ended(outcomeOf(received, given));
      return encoded;
    };
    try {
      return encode(await answer(received, context, observation));
    } catch (error) {
      const told = errorReply(error);
      if (told.status >= 500) observation.logger.error(errorFields(error), 'A tool failed');
      const encoded = encode(told);
      if (isExpected(error) || options?.onUnexpectedError !== 'throw') return encoded;
      throw unexpectedError(parts.service, error);
    }
  }

  return async (event, context) => {
    const { telemetry = defaultTelemetry(), secretNames = NO_NAMES } = attempt(configured) ?? {};
    const received = attempt(() => receiveEvent(event, context));
    const subject = received === undefined ? { context } : { context, ...subjectOf(received, secretNames) };
    // An event that could not be received fails here once more, where that is told.
    return telemetry.observe(subject, async (observation) =>
      reply(received ?? receiveEvent(event, context), context, observation),
    );
  };
}

const NO_NAMES: ReadonlySet<string> = new Set();

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    // It is made again where it is needed, and fails there again.
    return undefined;
  }
}

/** What is thrown instead of the error itself, whose message may hold what nobody may read. */
function unexpectedError(service: string, cause: unknown): SluiceError {
  const message = `The ${service} failed, and not because of what was asked: read its log.`;
  return new SluiceError({ code: 'internal_error', message, cause });
}

function subjectOf(
  { call, given }: ReceivedEvent<unknown>,
  secretNames: ReadonlySet<string>,
): Pick<ObservedSubject, 'sessionId' | 'sessionAttributes' | 'secrets'> {
  const secrets = given.values.filter(({ name }) => secretNames.has(name)).flatMap(({ value }) => secretTextsIn(value));
  return { sessionId: call.sessionId, sessionAttributes: call.sessionAttributes, secrets };
}

/** What a model takes for an execution's id may be anything, of any length. */
const LONGEST_ID = 100;

function loggableId(id: unknown): string | undefined {
  return typeof id === 'string' && id.length <= LONGEST_ID ? id : undefined;
}

function outcomeOf({ call, given }: ReceivedEvent<unknown>, { status, body }: ToolReply): ObservedOutcome {
  const reason = status >= 400 ? body['message'] : undefined;
  const asked = given.values.find(({ name }) => name === 'execution_id')?.value;
  const executionId = loggableId(body['execution_id'] ?? asked);
  return {
    status,
    outcome: String(body['code'] ?? body['status'] ?? 'ok'),
    fields: {
      agent: call.agent.name,
      action_group: call.actionGroup,
      operation: call.operation.name,
      ...(executionId === undefined ? {} : { execution_id: executionId }),
      ...(typeof reason === 'string' ? { reason } : {}),
    },
  };
}
