/** Time that passes only when somebody says so. */
export interface Time {
  now(): number;
  pass(milliseconds: number): void;
}

export function createTime(): Time {
  let now = Date.UTC(2026, 0, 1);
  return {
    now: () => now,
    pass(milliseconds) {
      now += milliseconds;
    },
  };
}
