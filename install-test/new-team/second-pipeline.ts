import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A pipeline that the team adds by hand; none of our examples. */
export const SECOND_PIPELINE = 'backup-vault';

const DOCUMENT = `openapi: 3.0.0
info:
  title: The backup-vault pipeline
  version: 1.0.0
  description: Sets up where backups are kept.
paths:
  /pipelines/backup-vault/executions:
    post:
      operationId: execute-backup-vault-pipeline
      summary: Set up the backup vault of an environment
      description: Starts the pipeline that sets up the backup vault. Use it when somebody asks to set up or change where backups are kept.
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              required: [environment]
              properties:
                environment:
                  type: string
                  description: Environment of the vault. Ask when it was not said; never guess it.
                  enum: [dev, prod]
                retention_days:
                  type: integer
                  description: How long backups are kept, in days.
                  minimum: 1
                  maximum: 365
                  default: 30
      responses:
        '200':
          description: The execution, with its id, its status and a link.
          content:
            application/json:
              schema:
                type: object
                properties:
                  execution_id: { type: string, description: Names the execution in later questions. }
                  status: { type: string, description: Where the execution stands. }
`;

const TARGETS = {
  gitlab: `{ project: 'platform/${SECOND_PIPELINE}', ref: 'main' }`,
  jenkins: `{ job: 'platform/${SECOND_PIPELINE}' }`,
} as const;

/** Adds it to the folder that `sluice init` has made. */
export async function addSecondPipeline(folder: string, executor: keyof typeof TARGETS): Promise<void> {
  const document = `action-groups/${SECOND_PIPELINE}.openapi.yaml`;
  await writeFile(join(folder, document), DOCUMENT);
  const path = join(folder, 'sluice.config.ts');
  const config = await readFile(path, 'utf8');
  const entry = `
    '${SECOND_PIPELINE}': { executor: '${executor}', target: ${TARGETS[executor]}, environments: { dev: {}, prod: {} } },`;
  const changed = config
    .replace('actionGroups: [', `actionGroups: ['./${document}', `)
    .replace('pipelines: {', `pipelines: {${entry}`);
  await writeFile(path, changed);
}
