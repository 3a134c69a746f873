import type { LoadedConfig } from '@sluice/config';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ExecutionTable } from '../execution-table.ts';
import type { LogSettings } from '../log-group.ts';

/** A secret that is a JSON object, of which one field is meant. @public */
export interface SecretField {
  readonly secret: ISecret;
  readonly field: string;
}

/** What a pipeline server is told, wherever it runs. @public */
export interface PipelineServerProps extends LogSettings {
  /** The team's config: `await loadConfig('sluice.config.ts')`. */
  readonly config: LoadedConfig;
  /** Where it keeps its executions. */
  readonly executions: ExecutionTable;
  /** Environment variables that executors need, such as `GITLAB_URL`. Never a secret: those go into `secrets`. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Environment variables that are secrets, such as `GITLAB_TOKEN`, by where Secrets Manager has them. */
  readonly secrets?: Readonly<Record<string, ISecret | SecretField>> | undefined;
  /**
   * The access document, YAML or JSON: who may use the server besides the MCP proxy. `docs/access.md` describes it.
   *
   * @defaultValue nobody else
   */
  readonly access?: ISecret | undefined;
  /** How many days finished executions are kept. @defaultValue for ever */
  readonly retentionDays?: number | undefined;
}
