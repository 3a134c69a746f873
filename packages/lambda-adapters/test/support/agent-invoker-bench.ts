import { createAgentInvoker } from '../../src/index.ts';
import { type BedrockServer, startBedrockServer } from './bedrock-server.ts';
import { contextFor, opened, type RecordingLogger, recordingLogger } from './lambda.ts';
import { type EventParameter, openApiEvent, texts } from './open-api-event.ts';

/** A request to the agent invoker; the defaults ask `bootstrap`. */
export interface Asked {
  readonly path?: '/agents/invoke' | '/agents/invoke-all';
  readonly properties?: readonly EventParameter[];
  readonly sessionId?: string;
  readonly sessionAttributes?: Readonly<Record<string, string>>;
  /** Of the calling agent. */
  readonly agent?: object;
  readonly remainingMs?: number;
  readonly maxReplyBytes?: number;
}

export interface Replied {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly sessionAttributes: Readonly<Record<string, string>>;
  readonly bytes: number;
}

export interface AgentInvokerBench {
  readonly bedrock: BedrockServer;
  readonly logger: RecordingLogger;
  ask(asked?: Asked): Promise<Replied>;
  /** Asks several agents at once, as Bedrock passes it on. */
  askAll(requests: unknown, asked?: Asked): Promise<Replied>;
  /** The session attributes that an agent was invoked with, in the order of the invocations. */
  passedAttributes(): readonly Readonly<Record<string, string>>[];
}

export const AGENTS = {
  bootstrap: { agentId: 'BOOT123456', agentAliasId: 'ALIAS00001' },
  compute: { agentId: 'COMP123456', agentAliasId: 'ALIAS00002' },
  app: { agentId: 'APPL123456', agentAliasId: 'ALIAS00003' },
  dns: { agentId: 'DNS1234567', agentAliasId: 'ALIAS00004' },
  data: { agentId: 'DATA123456', agentAliasId: 'ALIAS00005' },
  mail: { agentId: 'MAIL123456', agentAliasId: 'ALIAS00006' },
};

/** Starts a Bedrock server with an agent invoker whose real SDK client talks to it. */
export async function startAgentInvokerBench(): Promise<AgentInvokerBench> {
  const bedrock = await startBedrockServer();
  const logger = recordingLogger();

  async function ask(asked: Asked = {}): Promise<Replied> {
    logger.lines.length = 0;
    const handler = createAgentInvoker({
      agents: AGENTS,
      runtime: bedrock.runtime,
      logger,
      deadlineMarginMs: 100,
      maxReplyBytes: asked.maxReplyBytes,
    });
    const event = openApiEvent({
      path: asked.path ?? '/agents/invoke',
      method: 'POST',
      properties: asked.properties ?? texts({ agent_type: 'bootstrap', input: 'Deploy bootstrap for dev' }),
      sessionId: asked.sessionId,
      sessionAttributes: asked.sessionAttributes,
    });
    const agent = { name: 'orchestrator', id: 'ORCH123456', alias: 'TSTALIASID', version: 'DRAFT', ...asked.agent };
    const reply = await handler({ ...event, agent }, contextFor(asked.remainingMs ?? 10_000));
    const { sessionAttributes = {} } = reply as { sessionAttributes?: Record<string, string> };
    return { ...opened(reply), sessionAttributes, bytes: Buffer.byteLength(JSON.stringify(reply)) };
  }

  return {
    bedrock,
    logger,
    ask,
    askAll(requests, asked) {
      const value = typeof requests === 'string' ? requests : JSON.stringify(requests);
      return ask({ path: '/agents/invoke-all', properties: [{ name: 'requests', type: 'array', value }], ...asked });
    },
    passedAttributes() {
      return bedrock.invocations.map(({ body }) => {
        const { sessionAttributes } = body['sessionState'] as { sessionAttributes: Record<string, string> };
        return sessionAttributes;
      });
    },
  };
}
