import type { ToolCall } from '../agent-event/tool-call.ts';
import type { Deadline } from '../lambda/deadline.ts';

/** Session attribute with when whoever asked stops waiting, in milliseconds since the epoch. @public */
export const DEADLINE_ATTRIBUTE = 'sluice_deadline';

/**
 * Returns the deadline of a call: the function's own, or the one that was passed on with the call, less a margin for the
 * answer, whichever comes first. One that can't be read is passed over.
 */
export function passedDeadline({ sessionAttributes }: ToolCall, own: Deadline, marginMs: number): Deadline {
  const given = sessionAttributes[DEADLINE_ATTRIBUTE] ?? '';
  if (!/^\d{1,15}$/.test(given)) return own;
  const timeLeft = (): number => Math.max(0, Number(given) - marginMs - Date.now());
  if (timeLeft() >= own.remainingMs()) return own;
  const signal = timeLeft() === 0 ? AbortSignal.abort() : AbortSignal.timeout(timeLeft());
  return { signal: AbortSignal.any([own.signal, signal]), remainingMs: () => Math.min(timeLeft(), own.remainingMs()) };
}

/** Returns the attribute that passes a deadline on. */
export function deadlineAttributes(deadline: Deadline): Readonly<Record<string, string>> {
  return { [DEADLINE_ATTRIBUTE]: String(Date.now() + deadline.remainingMs()) };
}
