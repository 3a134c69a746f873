import type { HopLine } from './hop-tree.ts';
import { limitOf, type Output, widthOf } from './output.ts';
import { clip, duration, plain, type Style } from './style.ts';

const NUMBER_WIDTH = 3;

/** At the least so much stays between what was called and how it ended. */
const GAP = 2;

/** So much is told at the least of what a call is made with. */
const MIN_DETAIL = 10;

/** So much is told of how a call ended. */
const MAX_RESULT = 48;

/** Where and how lines are written. */
interface Page {
  readonly width: number;
  /** Beyond that a line is cut. */
  readonly limit: number;
  readonly style: Style;
}

/** A terminal that is narrower gets less indentation. */
const WIDE = 96;

/**
 * Writes a line of the flow: number, who calls whom, with what, and at the right how it ended. It takes two lines where
 * too much would be cut, and ends in no line end. Only on a terminal anything is cut.
 */
export function hopText(line: HopLine, output: Output, style: Style): string {
  const { hop, depth } = line;
  const page: Page = { width: widthOf(output), limit: limitOf(output), style };
  const { width, limit } = page;
  const indent = (width < WIDE ? ' ' : '  ').repeat(depth);
  if (line.kind === 'return') {
    const left = `${' '.repeat(NUMBER_WIDTH)}  ${indent}${hop.from} ◂ ${hop.to}`;
    return withResult(style.dim(left), left.length, line, page);
  }
  const margin = `${String(line.number).padStart(NUMBER_WIDTH)}  ${indent}`;
  const prefix = `${margin}${hop.from} → ${hop.to}  `;
  const action = clip(plain(hop.action), limit - prefix.length);
  const head = prefix + action;
  const styledHead = `${style.dim(margin)}${hop.from} ${style.dim('→')} ${style.strong(hop.to)}  ${style.notable(action)}`;
  const room = limit - resultOf(line, limit).length - GAP;
  const said = plain(hop.detail);
  if (head.length + Math.min(said.length, MIN_DETAIL) < room) {
    const detail = clip(` ${said}`, room - head.length).trimEnd();
    return withResult(styledHead + detail, head.length + detail.length, line, page);
  }
  const below = ' '.repeat(margin.length + 2);
  const detail = clip(said, room - below.length);
  return `${styledHead}\n${withResult(below + detail, below.length + detail.length, line, page)}`;
}

/** Puts how the call ended at the right edge. One that is still under way has not ended. */
function withResult(left: string, leftLength: number, line: HopLine, { width, limit, style }: Page): string {
  const result = resultOf(line, limit);
  if (result === '') return left;
  const gap = ' '.repeat(Math.max(GAP, width - leftLength - result.length));
  return `${left}${gap}${line.hop.outcome?.ok === false ? style.bad(result) : style.dim(result)}`;
}

function resultOf({ hop }: HopLine, limit: number): string {
  if (hop.outcome === undefined) return '';
  const text = clip(plain(hop.outcome.text), limit === Number.POSITIVE_INFINITY ? limit : MAX_RESULT);
  return `${text} · ${duration(hop.durationMs ?? 0)}`;
}
