import { EXECUTION_STATUSES, type Execution, executionToWire, visiblePipelines, type Wire } from '@sluice/core';
import * as z from 'zod';
import type { ToolDefinition } from '../definitions.ts';
import type { Product } from '../product.ts';
import { stateOf, subjectOf } from './execution-text.ts';
import { outputSchemaOf } from './output-schema.ts';
import { toolArguments, withChoices } from './tool-arguments.ts';

/** Fewer than the REST API gives: every one of them goes to a model. */
const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 25;

/** `list_executions`: what happened in an environment. */
export function listExecutionsTool({ service }: Product): ToolDefinition {
  const { jsonSchema, read } = toolArguments({
    environment: z.string().describe('Environment whose executions are wanted.'),
    pipeline_type: z.string().min(1).optional().describe('Only executions of this pipeline.'),
    tenant_id: z.string().min(1).optional().describe('Only executions for this tenant.'),
    status: z.array(z.enum(EXECUTION_STATUSES)).min(1).optional().describe('Only executions in one of these statuses.'),
    created_from: z.iso.datetime({ offset: true }).optional().describe('Only those asked for at this time or later.'),
    created_until: z.iso.datetime({ offset: true }).optional().describe('Only those asked for before this time.'),
    limit: z.int().min(1).max(MAX_LIMIT).optional().describe(`How many at the most. Default ${DEFAULT_LIMIT}.`),
    cursor: z.string().min(1).optional().describe('next_cursor of the answer before, with the same filters.'),
  });
  const environmentsFor = (principal: Parameters<typeof visiblePipelines>[1]): readonly string[] => [
    ...new Set(visiblePipelines(service.catalog, principal).flatMap(({ environments }) => [...environments.keys()])),
  ];
  return {
    name: 'list_executions',
    title: 'List executions',
    description:
      'Lists the executions of an environment, newest first, as they were last seen: what was deployed, what is under ' +
      'way, what failed. Without next_cursor in the answer there are no more.',
    scope: 'read',
    visibleTo: (principal) => environmentsFor(principal).length > 0,
    inputSchema: (principal) => withChoices(jsonSchema, 'environment', environmentsFor(principal)),
    outputSchema: outputSchemaOf('ExecutionPage'),
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    onlyAnswers: true,
    async call(input, { principal }) {
      const { environment, pipeline_type, tenant_id, status, created_from, created_until, limit, cursor } = read(input);
      const page = await service.list(
        {
          environment,
          pipelineType: pipeline_type,
          tenantId: tenant_id,
          status,
          createdFrom: created_from === undefined ? undefined : Date.parse(created_from),
          createdUntil: created_until === undefined ? undefined : Date.parse(created_until),
          limit: limit ?? DEFAULT_LIMIT,
          cursor,
        },
        principal,
      );
      const structuredContent: Wire['ExecutionPage'] = {
        executions: page.executions.map((execution) => executionToWire(execution)),
        ...(page.cursor === undefined ? {} : { next_cursor: page.cursor }),
      };
      return { content: [{ type: 'text', text: pageText(page.executions, page.cursor) }], structuredContent };
    },
  };
}

function pageText(executions: readonly Execution[], cursor: string | undefined): string {
  const more =
    cursor === undefined ? 'There are no more.' : `There may be more: go on with cursor ${JSON.stringify(cursor)}.`;
  const lines = executions.map(
    (execution) =>
      `- ${execution.executionId}: ${subjectOf(execution)}, ${stateOf(execution)}, asked for by ${execution.requestedBy} at ${new Date(execution.createdAt).toISOString()}`,
  );
  return [lines.length === 0 ? 'No executions on this page.' : lines.join('\n'), more].join('\n');
}
