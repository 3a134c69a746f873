import { expect, it } from 'vitest';
import { createExecutionId } from '../src/index.ts';

const IDS = Array.from({ length: 1000 }, createExecutionId);

it('makes ids that are UUIDs and sort by time, also within a millisecond', () => {
  for (const id of IDS) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([...IDS].sort()).toEqual(IDS);
});

it('makes ids that do not follow from each other', () => {
  expect(new Set(IDS.map((id) => id.slice(-10))).size).toBe(IDS.length);
});
