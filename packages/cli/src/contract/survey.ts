import { ConfigurationError, type Wire } from '@sluice/core';
import type { DeployedServer } from './deployed-server.ts';
import { type OpenApi, readOpenApi } from './open-api-document.ts';

/** A key that no server knows. */
export const UNKNOWN_KEY = 'sluice-contract-no-such-key';

/** So many environments are looked into for executions. */
const MOST_ENVIRONMENTS = 10;

/** What a server can be seen to have, without changing anything there. */
export interface Survey {
  readonly pipelines: readonly Wire['Pipeline'][];
  /** Whether it refuses who shows no key, or a wrong one. */
  readonly demandsKey: boolean;
  /** The document that it serves; undefined where it serves none. */
  readonly openApi: OpenApi | undefined;
  /** The newest executions, of all environments, as they are now. */
  executions(): Promise<readonly Wire['Execution'][]>;
}

/**
 * Looks at a server.
 *
 * @throws ConfigurationError when it can't be reached, or does not let the key read
 */
export async function surveyServer(server: DeployedServer): Promise<Survey> {
  const list = await server.ask('/pipelines');
  if (list.status !== 200) throw notReadable(server, list.status);
  const { pipelines } = list.body as Wire['PipelineList'];
  const refused = await server.ask('/pipelines', { apiKey: UNKNOWN_KEY });
  const document = await server.read<unknown>('/openapi.json');
  const environments = [...new Set(pipelines.flatMap((pipeline) => pipeline.environments))];
  return {
    pipelines,
    demandsKey: refused.status === 401,
    openApi: readOpenApi(document),
    async executions() {
      const looked = environments.slice(0, MOST_ENVIRONMENTS);
      return (await Promise.all(looked.map((environment) => server.executions(environment)))).flat();
    },
  };
}

function notReadable({ url }: DeployedServer, status: number): ConfigurationError {
  const message =
    status === 401 || status === 403
      ? `The server at ${url} does not let the key read (${status}). Name a variable with one that may, with --api-key-env.`
      : `What listens at ${url} answers GET /pipelines with ${status}, so it is no pipeline server, or one that fails.`;
  return new ConfigurationError([{ path: [], message }]);
}
