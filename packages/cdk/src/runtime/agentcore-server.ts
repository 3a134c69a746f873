import type { Scope, ServiceLogger } from '@sluice/core';
import {
  type Authenticator,
  accessAuthenticator,
  accessOf,
  createServerLogger,
  firstOf,
  isNobody,
  NOBODY,
  type PipelineServer,
  startPipelineServer,
} from '@sluice/mcp-server';
import { parse } from 'yaml';
import { openService, type TeamParts } from './open-service.ts';
import { readSecretVariables, type Variables } from './secret-variables.ts';

/** Where AgentCore Runtime looks for an MCP server. */
const PORT = '8000';

/**
 * Runs a team's pipeline server in AgentCore Runtime until it is stopped. What is wrong at the start goes into the log and
 * ends the process. `SLUICE_PORT` moves it to another port where it is tried elsewhere; 0 takes any that is free.
 */
export async function runAgentCoreServer(team: TeamParts): Promise<void> {
  const logger = createServerLogger({ destination: process.stdout });
  try {
    const server = await start(team, logger);
    const stop = (): void => void server.close().then(() => process.exit(0));
    process.once('SIGTERM', stop).once('SIGINT', stop);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logger.error({ reason }, 'The server could not be started');
    process.exitCode = 1;
  }
}

async function start(team: TeamParts, logger: ServiceLogger): Promise<PipelineServer> {
  const variables = await readSecretVariables(process.env);
  return startPipelineServer({
    service: await openService(team, variables, logger),
    authenticate: authenticatorOf(variables),
    logger,
    host: '0.0.0.0',
    port: Number(variables['SLUICE_PORT'] ?? PORT),
    mcp: { requestStateKey: variables['SLUICE_REQUEST_STATE_KEY'] },
  });
}

/** Nobody gets here but through AgentCore, which has checked who may invoke the runtime. */
function authenticatorOf({ SLUICE_ACCESS: text, SLUICE_INVOKER_SCOPES: scopes = '' }: Variables): Authenticator {
  const access = text === undefined ? NOBODY : accessOf(parse(text), 'SLUICE_ACCESS');
  const invokerScopes = scopes.split(',').filter((scope): scope is Scope => scope !== '');
  const known = isNobody(access) ? [] : [accessAuthenticator(access)];
  if (invokerScopes.length === 0) return firstOf(known);
  return firstOf([...known, () => ({ id: 'agentcore:invoke', scopes: invokerScopes })]);
}
