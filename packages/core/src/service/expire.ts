import type { Execution } from '../execution/execution.ts';
import { changeExecution } from './record.ts';
import type { ServiceContext } from './service-context.ts';

/** Ends an execution that nobody approved in time; leaves every other one as it is. */
export async function expireApproval(context: ServiceContext, execution: Execution): Promise<Execution> {
  if (!isExpired(context, execution)) return execution;
  return changeExecution(
    context,
    execution,
    (current) => (isExpired(context, current) ? { status: 'expired', finishedAt: context.clock.now() } : undefined),
    { cause: 'nobody approved it in time' },
  );
}

/** Tells whether an execution awaits an approval that comes too late by now. */
export function isExpired({ clock }: ServiceContext, { status, approval }: Execution): boolean {
  return status === 'awaiting_approval' && approval !== undefined && approval.expiresAt <= clock.now();
}
