import { type Execution, type ExecutionService, isFinished, type Principal } from '@sluice/core';
import type { Decisions } from '../randomness/decisions.ts';
import { ALICE, BOB, CAROL } from './wishes.ts';

/** Who gives an order, and about which execution. */
export interface OrderDetails {
  readonly executionId: string;
  readonly principal: Principal;
  /** Says when whoever gave it goes away without an answer. */
  readonly signal: AbortSignal | undefined;
}

/** Something that somebody does about an execution that there is. */
export interface Order {
  readonly kind: string;
  /** What it is, in a sentence that begins with the principal and ends with the execution. */
  readonly verb: string;
  readonly principals: readonly [Principal, ...Principal[]];
  /** Which executions it is mostly about. */
  readonly concerns: (execution: Execution) => boolean;
  readonly act: (service: ExecutionService, order: OrderDetails) => Promise<unknown>;
}

const WAIT_MS = 40_000;

const isOpen = (execution: Execution): boolean => !isFinished(execution);
const awaitsApproval = ({ status }: Execution): boolean => status === 'awaiting_approval';
const asksSomething = ({ status }: Execution): boolean => status === 'blocked';
const didNotSucceed = (execution: Execution): boolean => isFinished(execution) && execution.status !== 'succeeded';
const everything = (): boolean => true;

/** What can be done about an execution; what matters most is there more than once. */
const ORDERS: readonly [Order, ...Order[]] = [
  {
    kind: 'get',
    verb: 'looks at',
    principals: [ALICE],
    concerns: everything,
    act: (service, { executionId, principal, signal }) => service.get(executionId, principal, { signal }),
  },
  {
    kind: 'wait',
    verb: 'waits for',
    principals: [ALICE],
    concerns: isOpen,
    act: (service, { executionId, principal, signal }) =>
      service.get(executionId, principal, { waitMs: WAIT_MS, signal }),
  },
  ...twice({
    kind: 'cancel',
    verb: 'cancels',
    principals: [ALICE, BOB],
    concerns: isOpen,
    act: (service, { executionId, principal }) => service.cancel(executionId, principal),
  }),
  {
    kind: 'cancel by force',
    verb: 'forces an end of',
    principals: [CAROL],
    concerns: isOpen,
    act: (service, { executionId, principal }) => service.cancel(executionId, principal, { force: 'terminate' }),
  },
  ...often({
    kind: 'approve',
    verb: 'approves',
    principals: [BOB, CAROL],
    concerns: awaitsApproval,
    act: (service, { executionId, principal }) => service.approve(executionId, principal),
  }),
  {
    kind: 'deny',
    verb: 'denies',
    principals: [BOB, CAROL],
    concerns: awaitsApproval,
    act: (service, { executionId, principal }) => service.deny(executionId, principal, { reason: 'not today' }),
  },
  ...twice({
    kind: 'retry',
    verb: 'retries',
    principals: [ALICE, BOB],
    concerns: didNotSucceed,
    act: (service, { executionId, principal }) => service.retry(executionId, principal),
  }),
  {
    kind: 'retry what was lost',
    verb: 'has looked, and retries',
    principals: [CAROL],
    concerns: ({ status }) => status === 'lost',
    act: (service, { executionId, principal }) => service.retry(executionId, principal, { nothingRuns: true }),
  },
  {
    kind: 'answer',
    verb: 'answers what is asked by',
    principals: [BOB],
    concerns: asksSomething,
    act: answerWhatIsAsked,
  },
];

async function answerWhatIsAsked(
  service: ExecutionService,
  { executionId, principal }: OrderDetails,
): Promise<unknown> {
  const [pending] = await service.pendingApprovals(executionId, principal);
  if (pending === undefined) return undefined;
  return service.answerApproval(executionId, principal, { approvalId: pending.id, decision: 'approve' });
}

/** An order, by whom, and about which execution. */
export interface DrawnOrder {
  readonly order: Order;
  readonly principal: Principal;
  readonly execution: Execution;
}

/** Draws an order about one of the executions that there are, one that it is meant for if possible. */
export function drawOrder(
  decisions: Decisions,
  name: string,
  executions: readonly Execution[],
): DrawnOrder | undefined {
  const [anyOrder, ...others] = ORDERS.filter(({ concerns }) => executions.some(concerns));
  if (anyOrder === undefined) return undefined;
  const isMeant = decisions.pick(`${name} is to the point`, [true, true, true, false]);
  const order = decisions.pick(`${name}: what`, isMeant ? [anyOrder, ...others] : ORDERS);
  const [first, ...rest] = isMeant ? executions.filter(order.concerns) : executions;
  if (first === undefined) return undefined;
  return {
    order,
    principal: decisions.pick(`${name}: who`, order.principals),
    execution: decisions.pick(`${name}: which`, [first, ...rest]),
  };
}

function twice(order: Order): readonly Order[] {
  return [order, order];
}

function often(order: Order): readonly Order[] {
  return [...twice(order), ...twice(order), ...twice(order)];
}
