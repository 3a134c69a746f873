import type { Clock, ServiceLogger } from '@sluice/core';
import type { AgentReference, AgentRuntime } from '../agent-runtime/agent-runtime.ts';
import type { AnswerStore } from './answer-store.ts';
import type { StartBackgroundTurn } from './background-turn.ts';

/** What a chat is made from: the agent that answers, how long it is waited for, and what clients may set. @public */
export interface ChatHandlerOptions {
  /** The agent that talks to the user. */
  readonly orchestrator: AgentReference;
  /** @defaultValue Amazon Bedrock and AgentCore Runtime, as the environment's credentials and region have them */
  readonly runtime?: AgentRuntime | undefined;
  /** @defaultValue a Powertools logger */
  readonly logger?: ServiceLogger | undefined;
  /** Makes the ids of new conversations, and of answers that are fetched later. @defaultValue crypto.randomUUID */
  readonly createId?: (() => string) | undefined;
  /** Times heartbeats and waiting for answers. @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** How much of the time that there is is kept for the answer, in milliseconds. @defaultValue 1500 */
  readonly deadlineMarginMs?: number | undefined;
  /**
   * How long whoever waits for a whole answer does so, in milliseconds; streams and WebSockets go on as long as the
   * function may.
   *
   * @defaultValue what API Gateway allows: 29000 for a REST API, 30000 for an HTTP API; a function URL has no limit
   */
  readonly answerWithinMs?: number | undefined;
  /** Lets an answer that takes longer than that be fetched later. @defaultValue the client gets 504 then */
  readonly polling?: ChatPolling | undefined;
  /** Keeps the conversation in a cookie, for browsers. @defaultValue false */
  readonly sessionCookie?: boolean | undefined;
  /** Gives each principal one conversation, unless the request names another. @defaultValue false */
  readonly sessionPerPrincipal?: boolean | undefined;
  /**
   * What else of what the authorizer knows becomes a session attribute: attribute names by claim, such as
   * `{ 'cognito:groups': 'sluice_groups' }`.
   *
   * @defaultValue none; the principal is always one
   */
  readonly identityAttributes?: Readonly<Record<string, string>> | undefined;
  /** Names of the session attributes that clients may set; none that tells who asks. @defaultValue none */
  readonly clientAttributes?: readonly string[] | undefined;
  /** Lets clients have the agent's traces, which hold its prompts. @defaultValue false */
  readonly allowTraces?: boolean | undefined;
}

/** What it takes to answer later. @public */
export interface ChatPolling {
  readonly store: AnswerStore;
  /** Has a turn taken by an invocation of its own, which goes on when this one has answered. */
  readonly start: StartBackgroundTurn;
}
