import { SluiceError } from '@sluice/core';
import type { JournalRequest } from '@sluice/store-dynamodb';
import { parseArguments } from '../agent-event/tool-arguments.ts';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import type { Tool, ToolInvocation } from '../agent-event/toolbox.ts';
import { allEnvironments, type OneEnvironment } from './all-environments.ts';
import { checkDeployed } from './check-deployed.ts';
import { environmentMemory } from './environment-memory.ts';
import { historyFilter } from './history-filter.ts';
import { listHistory } from './list-history.ts';
import { deployedQuery, historyQuery, memoryQuery, overviewQuery, recallPath } from './memory-arguments.ts';
import type { MemoryOperation } from './memory-operations.ts';
import type { ReadMemory } from './memory-reader.ts';
import { readAskedParameters } from './parameter-differences.ts';
import { type ReadExecutions, readExecutions } from './read-executions.ts';
import { toRemembered } from './remembered-execution.ts';
import { readUnanswered } from './unanswered-requests.ts';

/** What the tools answer with. */
export interface MemoryToolParts {
  readonly read: ReadMemory;
  /** The environments that there are; empty where that is not known. */
  readonly environments: readonly string[];
  /** Tells the time, in milliseconds since the epoch. */
  readonly now: () => number;
  /** How many bytes a reply may have as a whole. */
  readonly maxReplyBytes: number;
}

/** Makes what answers each operation. */
export function createMemoryTools(parts: MemoryToolParts): Readonly<Record<MemoryOperation, Tool>> {
  const { read, environments, now, maxReplyBytes } = parts;

  /** Reads executions and unanswered requests together: neither is told without the other. */
  async function readFacts(
    invocation: ToolInvocation,
    query: Parameters<typeof readExecutions>[1],
  ): Promise<ReadExecutions & { readonly unanswered: readonly JournalRequest[] }> {
    return read(invocation, async (memory) => {
      const [executions, unanswered] = await Promise.all([
        readExecutions(memory.store, query, invocation.deadline),
        readUnanswered(memory, { ...query, now: now() }),
      ]);
      return { ...executions, unanswered };
    });
  }

  return {
    async 'query-memory'(call, invocation) {
      const { environment, pipeline_type: pipelineType, tenant_id: tenantId } = parseArguments(call, memoryQuery);
      const facts = await readFacts(invocation, { environment, pipelineType, tenantId });
      return answered(environmentMemory({ ...facts, environment, environments }));
    },

    async 'query-all-environments'(call, invocation) {
      const { pipeline_type: pipelineType, tenant_id: tenantId } = parseArguments(call, overviewQuery);
      if (environments.length === 0) throw noEnvironments();
      const failures: unknown[] = [];
      const readOne = async (environment: string): Promise<OneEnvironment> => {
        const query = { environment, pipelineType, tenantId };
        const reading = readFacts(invocation, query);
        return { environment, read: await reading.catch((error) => void failures.push(error)) };
      };
      const found = await Promise.all(environments.map(readOne));
      if (failures.length === found.length) throw failures[0];
      return answered(allEnvironments(found));
    },

    async 'check-deployed'(call, invocation) {
      const query = parseArguments(call, deployedQuery);
      const parameters = readAskedParameters(query.parameters);
      const { environment, pipeline_type: pipelineType, tenant_id: tenantId } = query;
      const facts = await readFacts(invocation, { environment, pipelineType, tenantId });
      return answered(checkDeployed({ ...facts, environment, pipelineType, tenantId, parameters, environments }));
    },

    async 'list-history'(call, invocation) {
      const query = parseArguments(call, historyQuery);
      const filter = historyFilter(query);
      const { deadline } = invocation;
      return answered(
        await read(invocation, ({ store }) => listHistory({ store, deadline, maxReplyBytes }, filter, query)),
      );
    },

    async 'recall-execution'(call, invocation) {
      const { execution_id: executionId } = parseArguments(call, recallPath);
      const execution = await read(invocation, ({ store }) => store.get(executionId));
      if (execution === undefined) throw notRemembered(executionId);
      return answered(toRemembered(execution));
    },
  };
}

function answered(answer: object): ToolReply {
  return { status: 200, body: { ...answer } };
}

function noEnvironments(): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    message:
      'This memory was not told which environments there are (ENVIRONMENTS). Ask which ones are meant, and ask ' +
      'query-memory about each.',
  });
}

function notRemembered(executionId: string): SluiceError {
  return new SluiceError({
    code: 'execution_not_found',
    message: `No execution ${executionId} is remembered. Check the id, or ask what is deployed and under way in its environment.`,
  });
}
