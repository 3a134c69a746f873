import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { type AgentRuntime, createAgentRuntime } from '../../src/index.ts';
import { startHttpServer } from './http-server.ts';

/** How an invocation is answered: a status and a body in pieces, and how it ends. */
export interface AgentCoreAnswer {
  /** @defaultValue 200 */
  readonly status?: number;
  /** Of an error. */
  readonly errorType?: string;
  readonly contentType?: string;
  readonly body: readonly (string | Uint8Array)[];
  /** @defaultValue 'end' */
  readonly ending?: 'end' | 'cut' | 'stall';
}

interface AgentCoreInvocation {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly payload: Record<string, unknown>;
}

export interface AgentCoreServer {
  readonly runtime: AgentRuntime;
  readonly invocations: AgentCoreInvocation[];
  /** How the coming invocations are answered, the last one for good. */
  script(...answers: readonly AgentCoreAnswer[]): void;
  close(): Promise<void>;
}

/** Starts a server that speaks AgentCore's InvokeAgentRuntime, and a runtime whose SDK client talks to it. */
export async function startAgentCoreServer(): Promise<AgentCoreServer> {
  const invocations: AgentCoreInvocation[] = [];
  let answers: readonly AgentCoreAnswer[] = [];
  const { url, close } = await startHttpServer(async (request, response) => {
    const payload = JSON.parse(await text(request));
    const answer = answers[Math.min(invocations.length, answers.length - 1)];
    invocations.push({ path: decodeURIComponent(request.url ?? ''), headers: request.headers, payload });
    const { status = 200, errorType, contentType = 'application/json', body = [], ending = 'end' } = answer ?? {};
    response.writeHead(status, {
      'content-type': contentType,
      ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
    });
    response.flushHeaders();
    for (const piece of body) await new Promise<void>((resolve) => response.write(piece, () => resolve()));
    if (ending === 'cut') request.socket.destroy();
    if (ending === 'end') response.end();
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    runtime: createAgentRuntime({
      agentCore: { client: { endpoint: url, region: 'eu-west-1', credentials } },
      clock: { sleep: async () => {} },
    }),
    invocations,
    script(...next) {
      answers = next;
      invocations.length = 0;
    },
    close,
  };
}
