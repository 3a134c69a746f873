import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { REGION } from './lambda-function.ts';

/** What a function answered, as an AWS SDK sees it. */
export interface FunctionAnswer {
  /** JSON: the answer, or the error as Lambda words it. */
  readonly payload: string;
  /** Set when the function threw, crashed or was too slow. */
  readonly functionError?: string | undefined;
}

/** Calls functions as another AWS service does. */
export interface FunctionInvoker {
  /** @throws the errors of the AWS SDK, where Lambda itself refused */
  invoke(functionName: string, event: unknown, signal?: AbortSignal): Promise<FunctionAnswer>;
  /**
   * Calls a function that streams, and yields what it streams.
   *
   * @throws the errors of the AWS SDK; an error when the function fails
   */
  stream(functionName: string, event: unknown, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): void;
}

/** Makes a client of the Lambda host that says who calls by the id of its access key. */
export function createFunctionInvoker(hostUrl: string, caller: string): FunctionInvoker {
  const client = new LambdaClient({
    endpoint: hostUrl,
    region: REGION,
    credentials: { accessKeyId: caller, secretAccessKey: 'local' },
    // A repeated event could start a second run.
    maxAttempts: 1,
  });
  return {
    async invoke(functionName, event, signal) {
      const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
      const output = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      return { payload: output.Payload?.transformToString() ?? 'null', functionError: output.FunctionError };
    },
    async *stream(functionName, event, signal) {
      const command = new InvokeWithResponseStreamCommand({
        FunctionName: functionName,
        Payload: JSON.stringify(event),
      });
      const { EventStream = [] } = await client.send(command, { abortSignal: signal });
      for await (const { PayloadChunk: piece, InvokeComplete: end } of EventStream) {
        if (piece?.Payload !== undefined) yield piece.Payload;
        if (end?.ErrorCode !== undefined) throw new Error(`The function failed: ${end.ErrorCode}`);
      }
    },
    close: () => client.destroy(),
  };
}
