import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';
import { DEFAULT_HANDLER, DEFAULT_MEMORY_MB, type LambdaFunction, REGION } from './lambda-function.ts';

/**
 * Returns what a function finds in `process.env`: its own variables and what Lambda sets, nothing of this process.
 *
 * The access key id is the function's name, so that whoever it calls can tell who calls.
 *
 * @param lambdaUrl - Where the Lambda API listens, for functions that invoke others or themselves
 */
export function functionEnvironment(definition: LambdaFunction, lambdaUrl: string): Record<string, string> {
  const { name, environmentVariables, memorySizeMb = DEFAULT_MEMORY_MB } = definition;
  return {
    AWS_ENDPOINT_URL_LAMBDA: lambdaUrl,
    ...environmentVariables,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: name,
    AWS_SECRET_ACCESS_KEY: 'local',
    // Without these two the SDK would read the profile of whoever owns this machine.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LAMBDA_TASK_ROOT: fileURLToPath(new URL('.', definition.module)),
    _HANDLER: `index.${definition.handler ?? DEFAULT_HANDLER}`,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}
