import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
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
    close: () => client.destroy(),
  };
}
