import { textMember } from '../flow/door.ts';
import type { Hop } from '../flow/hop.ts';
import { USER } from '../flow/parts.ts';
import type { LocalEvent, LogLine, RunProgress } from '../runtime/local-event.ts';
import { hopText } from './hop-text.ts';
import { createHopTree } from './hop-tree.ts';
import { interruptionText } from './interruption-text.ts';
import { createLiveLine } from './live-line.ts';
import { limitOf, type Output, widthOf } from './output.ts';
import { progressText } from './progress-text.ts';
import type { Boot, ConsoleAnswer, Interruption, Ready, Reporter } from './reporter.ts';
import { clip, createStyle, duration, plain, type Style } from './style.ts';
import { wrap } from './wrap.ts';

const MARGIN = '     ';

export interface TextReporterOptions {
  readonly output: Output;
  readonly colour: boolean;
}

/** Makes the reporter for people. */
export function createTextReporter({ output, colour }: TextReporterOptions): Reporter {
  const style = createStyle(colour);
  const live = createLiveLine(output);
  const tree = createHopTree();
  const terminal = output.isTTY === true;
  let underWay: string | undefined;
  let lastPrinted: string | undefined;

  function hop(hop: Hop): void {
    for (const line of tree.add(hop)) live.print(hopText(line, output, style));
    const isRoot = hop.parentId === undefined;
    // What nobody asked for, such as the sweep of the server, makes nobody wait.
    if (underWay !== undefined || (isRoot && hop.from !== USER)) return;
    live.show(isRoot && hop.outcome !== undefined ? undefined : waitingFor(hop));
  }

  function progress(progress: RunProgress): void {
    const text = progressText(progress, style);
    underWay = progress.finished ? undefined : progressText(progress, createStyle(false));
    live.show(underWay);
    if (text === lastPrinted || (terminal && !progress.finished)) return;
    lastPrinted = text;
    live.print(`  ●  ${text}`);
  }

  function event(event: LocalEvent): void {
    if (event.type === 'hop') hop(event.hop);
    if (event.type === 'progress') progress(event.progress);
    if (event.type === 'log') log(event.log);
  }

  function log(line: LogLine): void {
    if (line.level !== 'warn' && line.level !== 'error') return;
    const text = logText(line);
    const lines = terminal ? wrap(text, widthOf(output) - MARGIN.length) : [text];
    for (const [index, one] of lines.entries()) live.print(style.dim(`${index === 0 ? '  !  ' : MARGIN}${one}`));
  }

  return {
    boot: (boot) => bootLines(boot, limitOf(output), style).forEach(live.print),
    event,
    answer(answer) {
      underWay = undefined;
      live.show(undefined);
      answerLines(answer, widthOf(output), style).forEach(live.print);
    },
    interrupted(interruption) {
      underWay = undefined;
      live.show(undefined);
      interruptionLines(interruption, output).forEach(live.print);
    },
    ready: (ready) => readyLines(ready, style).forEach(live.print),
    close: () => live.show(undefined),
  };
}

/** A cause is never cut. */
function logText({ part, message, fields }: LogLine): string {
  const executionId = textMember(fields, 'execution_id') ?? textMember(fields, 'error', 'executionId');
  const text = `${part}: ${plain(message)}`;
  return executionId === undefined || text.includes(executionId) ? text : `${text} (execution ${plain(executionId)})`;
}

function interruptionLines(interruption: Interruption, output: Output): readonly string[] {
  const lines = interruptionText(interruption).map(plain);
  const wrapped = lines.flatMap((line) =>
    output.isTTY === true ? wrap(line, widthOf(output) - MARGIN.length) : [line],
  );
  return ['', ...wrapped.map((line) => `${MARGIN}${line}`), ''];
}

function waitingFor({ from, to, action }: Hop): string {
  return `${from} → ${to}  ${plain(action)}`;
}

function bootLines({ parts, durationMs, notes }: Boot, width: number, style: Style): readonly string[] {
  const names = Math.max(...parts.map(({ part }) => part.length));
  const urls = Math.max(...parts.map(({ url }) => url.length));
  return [
    '',
    `  ${style.strong('Sluice')}, the whole flow on one machine ${style.dim(`(up in ${duration(durationMs)})`)}`,
    '',
    ...parts.map(
      ({ part, url, about }) =>
        `  ${part.padEnd(names)}  ${style.notable(url.padEnd(urls))}  ${style.dim(clip(about, width - names - urls - 6))}`,
    ),
    ...notes.map((note) => `\n  ${note}`),
    '',
  ];
}

function answerLines({ answer, succeeded, durationMs }: ConsoleAnswer, width: number, style: Style): readonly string[] {
  const mark = succeeded ? style.good('✓') : style.bad('✗');
  return [
    '',
    `  ${mark}  ${style.strong('The answer')} ${style.dim(`(after ${duration(durationMs)})`)}`,
    '',
    ...wrap(answer, width - 5).map((line) => (line === '' ? '' : `     ${line}`)),
    '',
  ];
}

function readyLines({ chatUrl, runUrl, curl }: Ready, style: Style): readonly string[] {
  return [
    `  Look at the run    ${runUrl === undefined ? 'none was started' : style.notable(runUrl)}`,
    `  Say something else ${style.notable(chatUrl)}`,
    '',
    `  ${curl}`,
    '',
    `  Stop with Ctrl-C.`,
    '',
  ];
}
