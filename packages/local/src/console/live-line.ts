import { type Output, widthOf } from './output.ts';
import { clip } from './style.ts';

const CLEAR = '\r\u001b[2K';
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const FRAME_MS = 100;

/** A line at the bottom of a terminal that moves while something goes on; nothing where there is no terminal. */
export interface LiveLine {
  /** Shows a text; undefined ends it. */
  show(text: string | undefined): void;
  /** Writes a line above it. */
  print(line: string): void;
}

/** Makes a live line, at rest. */
export function createLiveLine(output: Output): LiveLine {
  const moves = output.isTTY === true;
  let text: string | undefined;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  const draw = (): void => {
    if (text !== undefined) output.write(`${CLEAR}${FRAMES[frame % FRAMES.length]} ${clip(text, widthOf(output) - 2)}`);
  };

  return {
    show(next) {
      if (!moves) return;
      if (next === undefined && text !== undefined) output.write(CLEAR);
      text = next;
      if (text === undefined) {
        clearInterval(timer);
        timer = undefined;
        return;
      }
      timer ??= setInterval(() => {
        frame += 1;
        draw();
      }, FRAME_MS).unref();
      draw();
    },
    print(line) {
      output.write(text === undefined ? `${line}\n` : `${CLEAR}${line}\n`);
      draw();
    },
  };
}
