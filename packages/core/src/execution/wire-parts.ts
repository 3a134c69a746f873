import type { components } from '../generated/pipeline-server.ts';
import type { ExecutionApproval, ExecutionCancellation } from './execution.ts';

type WireApproval = components['schemas']['Approval'];
type WireCancellation = components['schemas']['Cancellation'];

export function approvalToWire(approval: ExecutionApproval): WireApproval {
  return withoutUndefined({
    kind: approval.kind,
    requested_at: toIso(approval.requestedAt),
    expires_at: toIso(approval.expiresAt),
    decision: approval.decision,
    decided_at: toIso(approval.decidedAt),
    decided_by: approval.decidedBy,
    reason: approval.reason,
  });
}

export function approvalFromWire(wire: WireApproval): ExecutionApproval {
  return withoutUndefined({
    kind: wire.kind,
    requestedAt: Date.parse(wire.requested_at),
    expiresAt: Date.parse(wire.expires_at),
    decision: wire.decision,
    decidedAt: fromIso(wire.decided_at),
    decidedBy: wire.decided_by,
    reason: wire.reason,
  });
}

export function cancellationToWire(cancellation: ExecutionCancellation): WireCancellation {
  return withoutUndefined({
    requested_at: toIso(cancellation.requestedAt),
    force: cancellation.force,
    attempts: cancellation.attempts,
    taken_at: toIso(cancellation.takenAt),
    failure: cancellation.failure,
  });
}

export function cancellationFromWire(wire: WireCancellation): ExecutionCancellation {
  return withoutUndefined({
    requestedAt: Date.parse(wire.requested_at),
    force: wire.force,
    attempts: wire.attempts,
    takenAt: fromIso(wire.taken_at),
    failure: wire.failure,
  });
}

/** Writes a time, in milliseconds since the epoch, as ISO 8601. */
export function toIso(time: number): string;
export function toIso(time: number | undefined): string | undefined;
export function toIso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** Reads an ISO 8601 time into milliseconds since the epoch. */
export function fromIso(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

type WithoutUndefined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** Leaves out what is absent, as JSON does. */
export function withoutUndefined<T extends object>(value: T): WithoutUndefined<T> {
  // By hand, since every answer comes through here several times.
  const present: Record<string, unknown> = {};
  const members = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(members)) if (members[key] !== undefined) present[key] = members[key];
  return present as WithoutUndefined<T>;
}
