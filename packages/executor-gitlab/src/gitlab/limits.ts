import { createRateLimit, type RateLimitOptions, retryAfterMsOf } from '@sluice/core';
import { heldBackError, limitOf, type Subject } from '../errors.ts';
import type { Answer } from './transport.ts';

/** GitLab's limit on new pipelines is per minute, and its refusal does not say how long to wait. */
const START_WAIT_MS = 60_000;

/** Remembers what GitLab said of how often it may be asked: of all requests, and of new pipelines. */
export interface Limits {
  /** @throws ExecutorError with `outcome: 'not_started'` while GitLab wants to be left alone */
  check(subject: Subject): void;
  /** Notes an answer, and returns how long from now nothing should be sent where it says that a limit is reached. */
  note(subject: Subject, answer: Answer, body: string): number | undefined;
}

/** Makes the memory of one GitLab's limits. */
export function createLimits(options: RateLimitOptions): Limits {
  const limits = { requests: createRateLimit(options), starts: createRateLimit(options) };
  return {
    check(subject) {
      const starts = subject.action === 'start' ? limits.starts.waitMs() : 0;
      const waitMs = Math.max(limits.requests.waitMs(), starts);
      if (waitMs > 0) throw heldBackError(subject, waitMs);
    },
    note({ action }, { status, headers }, body) {
      const reached = limitOf({ status, body, contentType: null });
      if (reached === undefined) {
        limits.requests.passed();
        if (action === 'start') limits.starts.passed();
        return undefined;
      }
      const asked = retryAfterMsOf(headers, options.now());
      return limits[reached].refused(reached === 'starts' ? (asked ?? START_WAIT_MS) : asked);
    },
  };
}
