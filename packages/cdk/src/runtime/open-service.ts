import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type ActionGroup,
  createCatalog,
  createExecutionService,
  type ExecutionService,
  type ServiceLogger,
  type SluiceConfig,
} from '@sluice/core';
import { activeTraceContext, createExecutionId, systemClock } from '@sluice/mcp-server';
import { createDynamoDbStore } from '@sluice/store-dynamodb';
import type { Variables } from './secret-variables.ts';

/** What a team's server is made of, besides its variables. */
export interface TeamParts {
  readonly config: SluiceConfig;
  readonly actionGroups: readonly ActionGroup[];
}

/** A table that does not answer is given up on long before the function's time is over. */
const LIMITS = { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true };

/**
 * Makes the execution service of a team on its table.
 *
 * @throws ConfigurationError when the config, or a variable that an executor needs, is wrong
 */
export async function openService(
  { config, actionGroups }: TeamParts,
  variables: Variables,
  logger: ServiceLogger,
): Promise<ExecutionService> {
  const { EXECUTION_TABLE_NAME: tableName = '', RETENTION_DAYS: days } = variables;
  const catalog = await createCatalog({ config, actionGroups, environmentVariables: variables });
  const client = new DynamoDBClient({ requestHandler: LIMITS });
  const retentionDays = days === undefined ? undefined : Number(days);
  const store = createDynamoDbStore({ client, tableName, retentionDays });
  return createExecutionService({
    catalog,
    store,
    logger,
    clock: systemClock,
    createId: createExecutionId,
    traceContext: activeTraceContext,
  });
}
