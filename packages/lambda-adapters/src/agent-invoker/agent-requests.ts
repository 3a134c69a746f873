import { lockedTo } from '@sluice/core';
import * as z from 'zod/mini';
import type { components, operations } from '../generated/orchestration.ts';

/** A request to a specialised agent, as an agent makes it. */
export type AgentRequestJson = components['schemas']['AgentRequest'];

type RequestsJson = operations['invoke-specialized-agents']['requestBody']['content']['application/json'];

/** How many agents are asked at once, at the most. */
const MAX_REQUESTS = 5;

/** One request. */
export const agentRequest: z.ZodMiniType<AgentRequestJson> = lockedTo<AgentRequestJson>()(
  z.object({
    agent_type: z.string({ error: 'must be the name of an agent' }).check(z.minLength(1)),
    input: z
      .string({ error: 'must be a text: what the user asked for, in full' })
      .check(
        z.minLength(1, { error: 'must not be empty: say what the user asked for' }),
        z.maxLength(8000, { error: 'may have 8000 characters at the most' }),
      ),
  }),
);

const FORM = 'must be a JSON array such as [{"agent_type":"bootstrap","input":"What is deployed in dev?"}]';

/** Several requests, each to another agent: one conversation with an agent takes one turn at a time. */
export const agentRequests: z.ZodMiniType<RequestsJson> = lockedTo<RequestsJson>()(
  z.object({
    requests: z.array(agentRequest, { error: FORM }).check(
      z.minLength(1, { error: FORM }),
      z.maxLength(MAX_REQUESTS, {
        error: `may have ${MAX_REQUESTS} requests at the most; ask the others in another call`,
      }),
      z.refine((requests) => new Set(requests.map(({ agent_type }) => agent_type)).size === requests.length, {
        error: 'may ask each agent once: put all that one agent is asked into one input',
      }),
    ),
  }),
);
