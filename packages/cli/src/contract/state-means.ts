import type { Wire } from '@sluice/core';
import type { DeployedServer } from './deployed-server.ts';
import type { SandboxRun } from './sandbox-run.ts';
import type { Survey } from './survey.ts';
import type { StateValues } from './verifier-job.ts';

/** What there is to bring a state about with. */
export interface MeansContext {
  readonly server: DeployedServer;
  readonly survey: Survey;
  /** Undefined where nothing may be started. */
  readonly run: SandboxRun | undefined;
}

/** The values of a state that is there by now, or why it is not. */
export type Prepared = { readonly values: StateValues } | { readonly reason: string };

/** How a state is brought about from outside, for requests of one kind. */
export interface StateMeans {
  readonly state: string;
  readonly method: 'GET' | 'POST';
  /** Whether for requests with an `Idempotency-Key`, or for those without. @defaultValue without */
  readonly isKeyed?: boolean;
  prepare(context: MeansContext): Promise<Prepared> | Prepared;
}

/** Says that a state was brought about. */
export function ready(values: StateValues): Prepared {
  return { values };
}

/** Says that a state is not there. */
export function not(reason: string): Prepared {
  return { reason };
}

/** Makes the values of a state about an execution, or says that the server has none. */
export function about(execution: Wire['Execution'] | undefined, what: string): Prepared {
  return execution === undefined ? not(`the server has no ${what}`) : ready({ execution_id: execution.execution_id });
}
