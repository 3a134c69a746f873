import { randomUUID } from 'node:crypto';
import { type Clock, ConfigurationError } from '@sluice/core';
import { CONFIRMATION_ATTRIBUTE } from '../agent-invoker/given-confirmation.ts';
import { AGENT_TYPES_ATTRIBUTE, CALLERS_ATTRIBUTE, DEPTH_ATTRIBUTE } from '../agent-invoker/invocation-chain.ts';
import { DEADLINE_ATTRIBUTE } from '../agent-invoker/passed-deadline.ts';
import type { AgentReference, AgentRuntime } from '../agent-runtime/agent-runtime.ts';
import { createAgentRuntime } from '../agent-runtime/create-agent-runtime.ts';
import { DEADLINE_MARGIN_MS } from '../lambda/deadline.ts';
import { PRINCIPAL_ATTRIBUTE } from '../lambda/principal.ts';
import { systemClock } from '../lambda/system-clock.ts';
import { createTelemetry, type Telemetry } from '../lambda/telemetry.ts';
import { TRACEPARENT_ATTRIBUTE } from '../lambda/trace-context.ts';
import type { ChatHandlerOptions, ChatPolling } from './chat-options.ts';

/** What every door works with. */
export interface ChatServices {
  readonly orchestrator: AgentReference;
  readonly runtime: AgentRuntime;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly createId: () => string;
  readonly deadlineMarginMs: number;
  readonly answerWithinMs: number | undefined;
  readonly polling: ChatPolling | undefined;
  readonly sessionCookie: boolean;
  readonly sessionPerPrincipal: boolean;
  readonly identityAttributes: Readonly<Record<string, string>>;
  readonly clientAttributes: readonly string[];
  readonly allowTraces: boolean;
}

/** Names the handler in logs, behind whichever door it stands. */
export const SERVICE = 'chat-handler';

/**
 * Completes the options by their defaults.
 *
 * @throws ConfigurationError when a session attribute may be set by those who must not
 */
export function chatServices(options: ChatHandlerOptions): ChatServices {
  const { identityAttributes = {}, clientAttributes = [] } = options;
  checkAttributes(Object.values(identityAttributes), clientAttributes);
  return {
    orchestrator: options.orchestrator,
    runtime: options.runtime ?? createAgentRuntime(),
    telemetry: createTelemetry({ service: SERVICE, logger: options.logger }),
    clock: options.clock ?? systemClock,
    createId: options.createId ?? randomUUID,
    deadlineMarginMs: options.deadlineMarginMs ?? DEADLINE_MARGIN_MS,
    answerWithinMs: options.answerWithinMs,
    polling: options.polling,
    sessionCookie: options.sessionCookie ?? false,
    sessionPerPrincipal: options.sessionPerPrincipal ?? false,
    identityAttributes,
    clientAttributes,
    allowTraces: options.allowTraces ?? false,
  };
}

/** What the handlers tell each other by session attributes; clients may name nothing that begins so. */
const OURS = 'sluice_';
const TAKEN: ReadonlySet<string> = new Set([
  AGENT_TYPES_ATTRIBUTE,
  CALLERS_ATTRIBUTE,
  CONFIRMATION_ATTRIBUTE,
  DEADLINE_ATTRIBUTE,
  DEPTH_ATTRIBUTE,
  PRINCIPAL_ATTRIBUTE,
  TRACEPARENT_ATTRIBUTE,
]);

function checkAttributes(ofIdentity: readonly string[], ofClient: readonly string[]): void {
  const issues = [
    ...ofIdentity
      .filter((name) => TAKEN.has(name))
      .map((name) => ({
        path: ['identityAttributes'],
        message: `${name} is set by Sluice itself: choose another name`,
      })),
    ...ofClient
      .filter((name) => name.startsWith(OURS) || ofIdentity.includes(name))
      .map((name) => ({
        path: ['clientAttributes'],
        message: `${name} must not be set by clients: choose another name`,
      })),
  ];
  if (issues.length > 0) throw new ConfigurationError(issues);
}
