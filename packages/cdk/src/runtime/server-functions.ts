import type { ServiceLogger } from '@sluice/core';
import {
  type Admission,
  accessAuthenticator,
  createAdmission,
  createPipelineServerApp,
  createServerLogger,
  systemClock,
} from '@sluice/mcp-server';
import {
  createLambdaHandler,
  createSweepHandler,
  type LambdaHandler,
  type SweepHandler,
} from '@sluice/mcp-server/lambda';
import { functionAccess } from './function-access.ts';
import { openService, type TeamParts } from './open-service.ts';
import { createRenewed } from './renewed.ts';
import { readSecretVariables, type Variables } from './secret-variables.ts';

/** The functions of a team's server. */
export interface ServerFunctions {
  /** Answers requests. */
  readonly handler: LambdaHandler;
  /** Follows unfinished executions, once. */
  readonly sweep: SweepHandler;
}

/** How long a secret is used before it is read again, in milliseconds. */
const SECRET_AGE_MS = 15 * 60_000;

/** Makes the Lambda functions of a team's pipeline server. What they need is read at the first event. */
export function createServerFunctions(team: TeamParts): ServerFunctions {
  // At once: what is written later may wait until the function is thawed.
  const logger = createServerLogger({ destination: process.stdout });
  // Counts on when a secret was replaced.
  const admission = createAdmission();
  const current = createRenewed({
    read: () => readSecretVariables(process.env),
    make: (variables) => functionsOf({ team, variables, logger, admission }),
    maxAgeMs: SECRET_AGE_MS,
    clock: systemClock,
    onStale: (error) =>
      logger.warn({ reason: String(error) }, 'Secrets could not be read again; the last ones are used'),
  });
  return {
    handler: async (event, context) => (await current()).handler(event, context),
    sweep: async (event, context) => (await current()).sweep(event, context),
  };
}

interface FunctionParts {
  readonly team: TeamParts;
  readonly variables: () => Variables;
  readonly logger: ServiceLogger;
  readonly admission: Admission;
}

function functionsOf({ team, variables, logger, admission }: FunctionParts): ServerFunctions {
  return {
    handler: createLambdaHandler({
      logger,
      app: async () =>
        createPipelineServerApp({
          service: await openService(team, variables(), logger),
          authenticate: accessAuthenticator(functionAccess(variables()), { logger }),
          logger,
          admission,
          mcp: { requestStateKey: variables()['SLUICE_REQUEST_STATE_KEY'] },
        }),
    }),
    sweep: createSweepHandler({ service: async () => openService(team, variables(), logger) }),
  };
}
