import type { Clock, ExecutionService } from '@sluice/core';
import type { ApprovalSeal } from './approvals/approval-seal.ts';

/** What the product's tools, resources, prompts and tasks share. */
export interface Product {
  readonly service: ExecutionService;
  readonly clock: Clock;
  /** How long a call that starts something waits for it, in milliseconds. */
  readonly waitMs: number;
  readonly seal: ApprovalSeal;
  /** Where people reach the server's REST API, without a slash at its end. */
  readonly publicUrl: string | undefined;
}
