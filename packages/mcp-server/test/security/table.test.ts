import { describe, expect, it } from 'vitest';
import { DOORS } from '../support/doors.ts';
import { EXPECTED_GAPS } from './expected-gaps.ts';
import { cellsOf, gapsOf } from './support/cells.ts';
import type { Violation } from './support/violation.ts';
import { API_KEY_VIOLATIONS } from './violations/api-keys.ts';
import { APPROVAL_VIOLATIONS } from './violations/approvals.ts';
import { BODY_VIOLATIONS, MISMATCHES } from './violations/bodies.ts';
import { GATEWAY_VIOLATIONS } from './violations/gateways.ts';
import { HOST_VIOLATIONS } from './violations/hosts.ts';
import { LENGTH_VIOLATIONS } from './violations/lengths.ts';
import { LIMIT_VIOLATIONS } from './violations/limits.ts';
import { NAME_VIOLATIONS } from './violations/names.ts';
import { PATH_VIOLATIONS } from './violations/paths.ts';
import { REACH_VIOLATIONS } from './violations/reach.ts';
import { TOKEN_VIOLATIONS } from './violations/tokens.ts';

const TABLE: readonly Violation[] = [
  ...API_KEY_VIOLATIONS,
  ...TOKEN_VIOLATIONS,
  ...GATEWAY_VIOLATIONS,
  ...HOST_VIOLATIONS,
  ...PATH_VIOLATIONS,
  ...BODY_VIOLATIONS,
  ...MISMATCHES,
  ...NAME_VIOLATIONS,
  ...LENGTH_VIOLATIONS,
  ...REACH_VIOLATIONS,
  ...APPROVAL_VIOLATIONS,
  ...LIMIT_VIOLATIONS,
];

/** Numbers that only grow. */
const VIOLATIONS = 236;
const CELLS = 3838;

const HTTP_DOORS = DOORS.filter(({ carries }) => carries === 'http');

describe('the security table', () => {
  it('has every violation once', () => {
    const names = TABLE.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names).toHaveLength(VIOLATIONS);
  });

  it('tries every violation through every door, both ways, but where it says why not', () => {
    const places = TABLE.length * (2 * HTTP_DOORS.length + 1);
    const gaps = gapsOf(TABLE);
    expect(cellsOf(TABLE).length + gaps.length).toBe(places);
    expect(cellsOf(TABLE)).toHaveLength(CELLS);
    expect(gaps.filter(({ reason }) => reason === undefined)).toEqual([]);
  });

  it('leaves out exactly what it is known to leave out', () => {
    expect(Object.fromEntries(placesByGap())).toEqual(EXPECTED_GAPS);
  });
});

/** The violations of each gap, and where it is. */
function placesByGap(): [reason: string, gap: (typeof EXPECTED_GAPS)[string]][] {
  return [...Map.groupBy(gapsOf(TABLE), ({ reason }) => reason ?? '')].map(([reason, gaps]) => [
    reason,
    {
      at: [...new Set(gaps.map(({ way, door }) => (door === 'stdio' ? door : `${way} through ${door}`)))],
      violations: [...new Set(gaps.map(({ violation }) => violation))],
    },
  ]);
}
