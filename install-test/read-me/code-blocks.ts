/** A block of code in a README. */
export interface CodeBlock {
  readonly language: string;
  /** What follows the language: the name of a file, `background`, `output`. */
  readonly note: string;
  readonly text: string;
  /** Where it begins. */
  readonly line: number;
}

const FENCE = /^```(\S*)[ \t]*(.*)$/;

/**
 * Reads the blocks of code of a Markdown document, in their order.
 *
 * @throws when a block has no end
 */
export function readCodeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { language: string; note: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, language = '', note = ''] = FENCE.exec(line) ?? [];
    if (open === undefined) {
      if (line.startsWith('```')) open = { language, note: note.trim(), line: index + 1, lines: [] };
    } else if (line === '```') {
      const { lines, ...rest } = open;
      blocks.push({ ...rest, text: `${lines.join('\n')}\n` });
      open = undefined;
    } else {
      open.lines.push(line);
    }
  }
  if (open !== undefined) throw new Error(`The block of code in line ${open.line} has no end`);
  return blocks;
}
