import type { MatchersV3 } from '@pact-foundation/pact';
import { createMcpProxy } from '../../../src/index.ts';
import { gatewayEvent } from '../../support/agent-events.ts';
import { confirmedGroups } from '../../support/confirmed-groups.ts';
import { contextFor, opened, recordingLogger } from '../../support/lambda.ts';
import { type OpenApiEventParts, openApiEvent } from '../../support/open-api-event.ts';
import type { Expected } from './expected.ts';

/** What an agent is told. */
export interface Told {
  /** Only for agents of Bedrock. */
  readonly status?: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The key that the proxy of these tests knows. */
export const EXAMPLE_KEY = 'sk-example-key-of-the-proxy';

/** One thing that the proxy asks of the pipeline server, and what it makes of the answer. */
export interface ProxyInteraction {
  readonly description: string;
  /** What the server must be brought to, in words that name a state handler. */
  readonly state: string;
  readonly request: {
    readonly method: 'GET' | 'POST';
    readonly path: string | MatchersV3.Matcher<string>;
    readonly query?: Readonly<Record<string, string | MatchersV3.Matcher<string>>>;
    readonly headers?: Readonly<Record<string, MatchersV3.Matcher<string>>>;
    readonly body?: Expected;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string | MatchersV3.Matcher<string>>>;
    readonly body: Expected;
  };
  /** Lets an agent ask for it, through a proxy that the server at that address is for. */
  readonly ask: (serverUrl: string) => Promise<Told>;
  /** What the agent must be told, at the least. */
  readonly told: Told;
}

/** Lets an agent of Bedrock ask. */
export function bedrockAgent(event: OpenApiEventParts): ProxyInteraction['ask'] {
  return async (serverUrl) => opened(await proxyOf(serverUrl)(openApiEvent(event), contextFor(30_000)));
}

/** Lets an agent behind AgentCore Gateway ask, whose answers have no status. */
export function gatewayAgent(tool: string, values: Readonly<Record<string, unknown>>): ProxyInteraction['ask'] {
  return async (serverUrl) => {
    const { event, context } = gatewayEvent(tool, values);
    return { body: { ...(await proxyOf(serverUrl)(event, context)) } };
  };
}

function proxyOf(serverUrl: string): ReturnType<typeof createMcpProxy> {
  const actionGroups = confirmedGroups('ENABLED');
  return createMcpProxy({ serverUrl, apiKey: EXAMPLE_KEY, actionGroups, logger: recordingLogger() });
}
