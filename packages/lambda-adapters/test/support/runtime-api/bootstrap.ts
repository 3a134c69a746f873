/*
 * The process that runs a function, as AWS Lambda's own runtime for Node does: it loads the module and the export that
 * `_HANDLER` names from `LAMBDA_TASK_ROOT`, and asks the Runtime API for one event after the other.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

type Handler = (event: unknown, ...others: unknown[]) => Promise<unknown>;

const STREAMED = Symbol.for('aws.lambda.runtime.handler.streaming');
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const API = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime`;

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: Handler) => Object.assign(handler, { [STREAMED]: 'response' }),
    HttpResponseStream: {
      from(stream: ResponseStream, prelude: object) {
        stream.setContentType(PRELUDE_TYPE);
        stream.write(JSON.stringify(prelude));
        stream.write(Buffer.alloc(8));
        return stream;
      },
    },
  },
});

/** What a streaming handler writes into. */
class ResponseStream extends PassThrough {
  contentType = 'application/octet-stream';
  setContentType(contentType: string): void {
    this.contentType = contentType;
  }
}

async function call(method: string, path: string, headers: Record<string, string>, body?: string | Readable) {
  const outgoing = request(`${API}${path}`, { method, headers, agent: false });
  const answered = once(outgoing, 'response');
  if (body instanceof PassThrough) body.pipe(outgoing);
  else outgoing.end(body);
  const [response] = await answered;
  return { headers: response.headers, body: await text(response) };
}

function describe(error: unknown): { readonly type: string; readonly body: string } {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const body = JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') });
  return { type: name, body };
}

function loadHandler(): Handler {
  const [file = '', name = ''] = (process.env['_HANDLER'] ?? '').split('.');
  const module = createRequire(import.meta.url)(join(process.env['LAMBDA_TASK_ROOT'] ?? '', `${file}.cjs`));
  if (typeof module[name] !== 'function') throw new Error(`${process.env['_HANDLER']} is undefined or not exported`);
  return module[name];
}

async function answer(handler: Handler, event: unknown, context: object, id: string): Promise<void> {
  const path = `/invocation/${id}/response`;
  if (!(STREAMED in handler)) {
    const result = await handler(event, context);
    await call('POST', path, { 'content-type': 'application/json' }, JSON.stringify(result ?? null));
    return;
  }
  const stream = new ResponseStream();
  const done = handler(event, stream, context);
  // The content type is known once the handler has written, or has ended without a word.
  await Promise.race([once(stream, 'readable'), done]);
  const headers = { 'content-type': stream.contentType, 'lambda-runtime-function-response-mode': 'streaming' };
  const sent = call('POST', path, headers, stream);
  await done;
  await sent;
}

async function handleNext(handler: Handler): Promise<void> {
  const { headers, body } = await call('GET', '/invocation/next', {});
  const id = String(headers['lambda-runtime-aws-request-id']);
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const clientContext = headers['lambda-runtime-client-context'];
  process.env['_X_AMZN_TRACE_ID'] = String(headers['lambda-runtime-trace-id'] ?? '');
  const context = {
    awsRequestId: id,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    ...(clientContext === undefined ? {} : { clientContext: JSON.parse(String(clientContext)) }),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    await answer(handler, JSON.parse(body), context, id);
  } catch (error) {
    const { type, body: told } = describe(error);
    await call('POST', `/invocation/${id}/error`, { 'lambda-runtime-function-error-type': type }, told);
  }
}

async function main(): Promise<void> {
  let handler: Handler;
  try {
    handler = loadHandler();
  } catch (error) {
    const { type, body } = describe(error);
    await call('POST', '/init/error', { 'lambda-runtime-function-error-type': type }, body);
    process.exit(1);
  }
  for (;;) await handleNext(handler);
}

await main();
