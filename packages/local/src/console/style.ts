import { stripVTControlCharacters, styleText } from 'node:util';

/** How parts of a line look. */
export interface Style {
  strong(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  notable(text: string): string;
}

/** Makes the styles; without colour they leave the text as it is. */
export function createStyle(colour: boolean): Style {
  const styled =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      colour ? styleText(format, text, { validateStream: false }) : text;
  return {
    strong: styled('bold'),
    dim: styled('dim'),
    good: styled('green'),
    bad: styled('red'),
    notable: styled('cyan'),
  };
}

/** Makes text that others wrote fit for one line of a terminal: no control characters, no line ends. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
}

/** Shortens a text to a width. */
export function clip(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 2 ? '' : `${text.slice(0, width - 1).trimEnd()}…`;
}

/** Writes a duration as a person would say it: `7 ms`, `1.4 s`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
