import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { EventStreamCodec } from '@smithy/core/event-streams';
import type { AgentRuntime } from '../../src/index.ts';
import { createAgentRuntime } from '../../src/index.ts';
import { startHttpServer } from './http-server.ts';

/** What the server does next. */
export type Step =
  | { readonly chunk: string | Uint8Array; readonly attribution?: object }
  | { readonly trace: object }
  | { readonly returnControl: object }
  | { readonly files: readonly object[] }
  | { readonly exception: string; readonly message: string }
  | { readonly errorCode: string; readonly message: string }
  | { readonly unknownEvent: string }
  | { readonly damagedFrame: true }
  | { readonly cutFrame: true }
  /** Waits until that many invocations have come. */
  | { readonly untilInvocations: number }
  | 'cut'
  | 'stall';

/** An error that is answered instead of a stream. */
interface UpFrontError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** How one invocation is answered; `reset` breaks the connection instead. */
export type Answer = readonly Step[] | UpFrontError | 'reset';

interface AgentInvocation {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

export interface BedrockServer {
  readonly url: string;
  readonly runtime: AgentRuntime;
  readonly invocations: AgentInvocation[];
  /** The client's port of each invocation; those of one connection have the same. */
  readonly connections: number[];
  /** How long the runtime waited before each further try, in milliseconds; it does not really wait. */
  readonly waits: number[];
  /** How the coming invocations are answered, the last one for good. */
  script(...answers: readonly Answer[]): void;
  /** How all invocations of one agent are answered, until the next script. */
  scriptFor(agentId: string, answer: Answer): void;
  close(): Promise<void>;
}

const codec = new EventStreamCodec(
  (input) => (typeof input === 'string' ? input : Buffer.from(input).toString('utf8')),
  (input) => Buffer.from(input, 'utf8'),
);

/** Starts a server that speaks Bedrock's InvokeAgent over HTTP/1.1, and a runtime whose SDK client talks to it. */
export async function startBedrockServer(): Promise<BedrockServer> {
  const invocations: AgentInvocation[] = [];
  const connections: number[] = [];
  const waits: number[] = [];
  const arrivals = new EventEmitter().setMaxListeners(0);
  const byAgent = new Map<string, Answer>();
  let answers: readonly Answer[] = [];

  async function arrived(count: number): Promise<void> {
    while (invocations.length < count) await once(arrivals, 'arrival');
  }

  /** Plays the steps of an answer. */
  async function play(request: IncomingMessage, response: ServerResponse, steps: readonly Step[]): Promise<void> {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.flushHeaders();
    for (const step of steps) {
      if (step === 'stall') return;
      if (step === 'cut') {
        request.socket.destroy();
        return;
      }
      if ('untilInvocations' in step) await arrived(step.untilInvocations);
      else await new Promise<void>((resolve) => response.write(frameOf(step), () => resolve()));
    }
    response.end();
  }

  const { url, close } = await startHttpServer(async (request, response) => {
    const body = await text(request);
    const path = decodeURIComponent(request.url ?? '');
    const [, , agentId = ''] = path.split('/');
    const answer = byAgent.get(agentId) ?? answers[Math.min(invocations.length, answers.length - 1)] ?? [];
    invocations.push({ path, body: JSON.parse(body) });
    connections.push(request.socket.remotePort ?? 0);
    arrivals.emit('arrival');
    if (answer === 'reset') request.socket.destroy();
    else if ('type' in answer) refuse(response, answer);
    else await play(request, response, answer);
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    url,
    runtime: createAgentRuntime({
      bedrock: { client: { endpoint: url, region: 'eu-west-1', credentials } },
      clock: {
        sleep: async (milliseconds) => {
          waits.push(milliseconds);
        },
      },
    }),
    invocations,
    connections,
    waits,
    script(...next) {
      answers = next;
      byAgent.clear();
      invocations.length = 0;
      connections.length = 0;
      waits.length = 0;
    },
    scriptFor(agentId, answer) {
      byAgent.set(agentId, answer);
    },
    close,
  };
}

function refuse(response: ServerResponse, { status, type, message }: UpFrontError): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ message }));
}

function frameOf(step: Exclude<Step, string | { untilInvocations: number }>): Uint8Array {
  if ('chunk' in step) {
    const { chunk, ...attributed } = step;
    return event('chunk', { bytes: Buffer.from(chunk).toString('base64'), ...attributed });
  }
  if ('trace' in step) return event('trace', step.trace);
  if ('returnControl' in step) return event('returnControl', step.returnControl);
  if ('files' in step) return event('files', { files: step.files });
  if ('unknownEvent' in step) return event(step.unknownEvent, {});
  if ('damagedFrame' in step) {
    const frame = event('chunk', { bytes: 'aGk=' });
    frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 0xff;
    return frame;
  }
  if ('cutFrame' in step) return event('chunk', { bytes: 'aGk=' }).slice(0, 30);
  if ('errorCode' in step) {
    return frame({ ':message-type': 'error', ':error-code': step.errorCode, ':error-message': step.message }, {});
  }
  return frame({ ':message-type': 'exception', ':exception-type': step.exception }, { message: step.message });
}

function event(type: string, payload: object): Uint8Array {
  return frame({ ':message-type': 'event', ':event-type': type }, payload);
}

function frame(headers: Readonly<Record<string, string>>, payload: object): Uint8Array {
  const entries = Object.entries({ ...headers, ':content-type': 'application/json' });
  return codec.encode({
    headers: Object.fromEntries(entries.map(([name, value]) => [name, { type: 'string' as const, value }])),
    body: Buffer.from(JSON.stringify(payload)),
  });
}
