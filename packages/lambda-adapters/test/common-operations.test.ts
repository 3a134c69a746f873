import { readFileSync } from 'node:fs';
import { type OpenApiDocument, operationsOf } from '@sluice/core';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { declaredOperations } from '../src/agent-event/declared-operations.ts';
import { type CommonOperations, takenArguments } from '../src/agent-event/toolbox.ts';
import { AGENT_OPERATIONS } from '../src/agent-invoker/agent-operations.ts';
import { EXECUTION_OPERATIONS } from '../src/mcp-proxy/execution-operations.ts';
import { MEMORY_OPERATIONS } from '../src/memory-manager/memory-operations.ts';

it.each<[string, CommonOperations<string>]>([
  ['executions', EXECUTION_OPERATIONS],
  ['memory', MEMORY_OPERATIONS],
  ['orchestration', AGENT_OPERATIONS],
])('the operations of %s are those that its document declares, with the same arguments', (name, operations) => {
  const file = new URL(`../../../schemas/action-groups/${name}.openapi.yaml`, import.meta.url);
  const document: OpenApiDocument = parse(readFileSync(file, 'utf8'));
  const find = declaredOperations([{ name, document }]);
  const operationIds = operationsOf(document).map(({ operation }) => operation.operationId);
  expect(Object.keys(operations).sort()).toEqual(operationIds.sort());
  for (const [operationId, { method, path, takes }] of Object.entries(operations)) {
    const declared = find({ name: operationId });
    expect(declared?.place).toEqual({ method, path });
    expect(kindsOf(takenArguments(takes))).toEqual(kindsOf(declared?.takes));
  }
});

function kindsOf(takes: ReturnType<typeof takenArguments> | undefined): unknown {
  return [...(takes?.properties ?? [])].map(([name, { kind }]) => [name, kind]);
}
