import { DOORS, type Door } from '../../support/doors.ts';
import { type Attempt, type Violation, WAYS, type Way } from './violation.ts';

/** A violation through a door, one way or the other. */
export interface Cell {
  readonly violation: Violation;
  readonly attempt: Attempt;
  readonly way: Way;
  readonly door: Door;
}

/** A violation that can't be tried through a door, and why. */
export interface Gap {
  readonly violation: string;
  readonly way: Way;
  readonly door: string;
  readonly reason: string | undefined;
}

/** Returns every cell of the table that applies. */
export function cellsOf(violations: readonly Violation[]): readonly Cell[] {
  return places(violations).flatMap(({ violation, way, door }) => {
    const attempt = violation.ways[way];
    return attempt === undefined || reasonOf(violation, way, door.name) !== undefined
      ? []
      : [{ violation, attempt, way, door }];
  });
}

/** Returns every cell of the table that does not apply. */
export function gapsOf(violations: readonly Violation[]): readonly Gap[] {
  return places(violations).flatMap(({ violation, way, door }) => {
    const reason = reasonOf(violation, way, door.name);
    const applies = violation.ways[way] !== undefined && reason === undefined;
    return applies ? [] : [{ violation: violation.name, way, door: door.name, reason }];
  });
}

function reasonOf({ gaps = {} }: Violation, way: Way, door: string): string | undefined {
  return gaps[way] ?? gaps[door] ?? gaps[`${way} through ${door}`];
}

/** Every door lets both ways through, but for stdio, which speaks MCP. */
function places(violations: readonly Violation[]): { violation: Violation; way: Way; door: Door }[] {
  return violations.flatMap((violation) =>
    DOORS.flatMap((door) =>
      WAYS.filter((way) => way === 'MCP' || door.carries === 'http').map((way) => ({ violation, way, door })),
    ),
  );
}
