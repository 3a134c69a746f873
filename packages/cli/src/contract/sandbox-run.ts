import { randomUUID } from 'node:crypto';
import { ConfigurationError, isFinished, type Wire } from '@sluice/core';
import type { DeployedServer } from './deployed-server.ts';

/** The pipeline that may be run to verify a contract. */
export interface SandboxPipeline {
  readonly pipelineType: string;
  readonly environment: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Runs that are started to verify a contract, and stopped again. */
export interface SandboxRun {
  /** What requests for an execution are made of. */
  readonly request: { readonly pipeline_type: string; readonly environment: string; readonly parameters: object };
  readonly rules: Wire['EnvironmentRules'];
  /** The conversation that asks, and another one. */
  readonly sessions: { readonly own: string; readonly other: string };
  /** Returns the key of the request that has one; from then on, what it made is stopped too. */
  useKey(): string;
  /** Returns the execution that the own conversation has asked for, as it is now. */
  execution(): Promise<Wire['Execution'] | undefined>;
  /** The same once its run has begun; undefined when that does not come about. */
  begun(): Promise<Wire['Execution'] | undefined>;
  /** Stops whatever was started, waits for that, and returns all of it. */
  stop(): Promise<readonly Wire['Execution'][]>;
}

/** So often an execution is looked at again; the server takes up to some seconds for each look. */
const MOST_LOOKS = 15;
const SECONDS = { tillBegun: 1, tillStopped: 5 } as const;

/**
 * Makes ready to run a pipeline.
 *
 * @throws ConfigurationError when the server has no such pipeline
 */
export async function createSandboxRun(
  server: DeployedServer,
  { pipelineType, environment, parameters }: SandboxPipeline,
): Promise<SandboxRun> {
  const pipeline = await server.read<Wire['Pipeline']>(`/pipelines/${encodeURIComponent(pipelineType)}`);
  const rules = pipeline?.rules[environment];
  if (rules === undefined) throw notThere(pipelineType, environment);
  const request = { pipeline_type: pipelineType, environment, parameters };
  const sessions = { own: `sluice-contract-${randomUUID()}`, other: `sluice-contract-${randomUUID()}` };
  const idempotencyKey = `sluice-contract-${randomUUID()}`;
  let isKeyUsed = false;

  /** A request that is repeated with its key starts nothing, and is answered with what it made. */
  async function madeByKey(): Promise<readonly Wire['Execution'][]> {
    if (!isKeyUsed) return [];
    const { status, body } = await server.ask('/execute', { method: 'POST', body: request, idempotencyKey });
    return status < 300 ? [body as Wire['Execution']] : [];
  }

  async function madeBySession(): Promise<readonly Wire['Execution'][]> {
    const isOurs = ({ session_id: session }: Wire['Execution']): boolean =>
      session === sessions.own || session === sessions.other;
    return (await server.executions(environment)).filter(isOurs);
  }

  async function look(executionId: string, wait: number): Promise<Wire['Execution'] | undefined> {
    return server.read(`/executions/${executionId}?wait=${wait}`);
  }

  async function execution(): Promise<Wire['Execution'] | undefined> {
    const found = (await madeBySession()).find(({ session_id }) => session_id === sessions.own);
    return found === undefined ? undefined : look(found.execution_id, 0);
  }

  async function stopped(made: Wire['Execution']): Promise<Wire['Execution']> {
    await server.ask(`/executions/${made.execution_id}/cancel`, { method: 'POST' });
    let last = made;
    for (let looks = 0; looks < MOST_LOOKS && !isFinished(last); looks += 1) {
      last = (await look(made.execution_id, SECONDS.tillStopped)) ?? last;
    }
    return last;
  }

  return {
    request,
    rules,
    sessions,
    useKey() {
      isKeyUsed = true;
      return idempotencyKey;
    },
    execution,
    async begun() {
      let last = await execution();
      for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
        if (last === undefined || isFinished(last)) return undefined;
        if (last.run !== undefined && last.run.stages.length > 0) return last;
        last = await look(last.execution_id, SECONDS.tillBegun);
      }
      return undefined;
    },
    async stop() {
      const made = [...(await madeBySession()), ...(await madeByKey())];
      return Promise.all(made.map(stopped));
    },
  };
}

function notThere(pipelineType: string, environment: string): ConfigurationError {
  const message = `The server has no pipeline "${pipelineType}" in "${environment}" that the key may see.`;
  return new ConfigurationError([{ path: [], message }]);
}
