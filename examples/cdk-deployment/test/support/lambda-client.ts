import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Makes a client of a Lambda host. */
export function createLambdaClient(endpoint: string): LambdaClient {
  const credentials = { accessKeyId: 'bedrock', secretAccessKey: 'local' };
  return new LambdaClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
}

/**
 * Invokes a function and returns what it answers.
 *
 * @throws Error with what it failed with
 */
export async function invokeFunction(client: LambdaClient, FunctionName: string, event: unknown): Promise<unknown> {
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const answer = Payload?.transformToString() ?? 'null';
  if (FunctionError !== undefined) throw new Error(`${FunctionName} failed: ${answer}`);
  return JSON.parse(answer);
}

/** Returns the name of the function whose logical id matches. */
export function nameOf(functions: readonly { readonly name: string }[], logicalId: RegExp): string {
  const found = functions.find(({ name }) => logicalId.test(name));
  if (found === undefined) throw new Error(`The template has no function ${logicalId}`);
  return found.name;
}
