import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { EventStreamCodec } from '@smithy/core/event-streams';
import type { AgentRuntime } from '../../src/index.ts';
import { createBedrockAgentRuntime } from '../../src/index.ts';
import { startHttpServer } from './http-server.ts';

/** What the server does next. */
export type Step =
  | { readonly chunk: string | Uint8Array }
  | { readonly trace: object }
  | { readonly returnControl: object }
  | { readonly exception: string; readonly message: string }
  | { readonly unknownEvent: string }
  | { readonly damagedFrame: true }
  | 'cut'
  | 'stall';

/** An error that is answered instead of a stream. */
interface UpFrontError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

interface AgentInvocation {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

export interface BedrockServer {
  readonly runtime: AgentRuntime;
  readonly invocations: AgentInvocation[];
  /** How the coming invocations are answered, the last one for good. */
  script(...answers: readonly (readonly Step[] | UpFrontError)[]): void;
  close(): Promise<void>;
}

const codec = new EventStreamCodec(
  (input) => (typeof input === 'string' ? input : Buffer.from(input).toString('utf8')),
  (input) => Buffer.from(input, 'utf8'),
);

/** Starts a server that speaks Bedrock's InvokeAgent over HTTP/1.1, and a runtime whose SDK client talks to it. */
export async function startBedrockServer(): Promise<BedrockServer> {
  const invocations: AgentInvocation[] = [];
  let answers: readonly (readonly Step[] | UpFrontError)[] = [];
  const { url, close } = await startHttpServer(async (request, response) => {
    const body = await text(request);
    const answer = answers[Math.min(invocations.length, answers.length - 1)] ?? [];
    invocations.push({ path: decodeURIComponent(request.url ?? ''), body: JSON.parse(body) });
    if ('type' in answer) refuse(response, answer);
    else await play(request, response, answer);
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    runtime: createBedrockAgentRuntime({ client: { endpoint: url, region: 'eu-west-1', credentials } }),
    invocations,
    script(...next) {
      answers = next;
      invocations.length = 0;
    },
    close,
  };
}

function refuse(response: ServerResponse, { status, type, message }: UpFrontError): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ message }));
}

async function play(request: IncomingMessage, response: ServerResponse, steps: readonly Step[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  response.flushHeaders();
  for (const step of steps) {
    if (step === 'stall') return;
    if (step === 'cut') {
      request.socket.destroy();
      return;
    }
    await new Promise<void>((resolve) => response.write(frameOf(step), () => resolve()));
  }
  response.end();
}

function frameOf(step: Exclude<Step, string>): Uint8Array {
  if ('chunk' in step) return event('chunk', { bytes: Buffer.from(step.chunk).toString('base64') });
  if ('trace' in step) return event('trace', step.trace);
  if ('returnControl' in step) return event('returnControl', step.returnControl);
  if ('unknownEvent' in step) return event(step.unknownEvent, {});
  if ('damagedFrame' in step) {
    const frame = event('chunk', { bytes: 'aGk=' });
    frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 0xff;
    return frame;
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
