import { writeFile } from 'node:fs/promises';
import { build, type Plugin, transform } from 'esbuild';
import { importsLater, LATER_LOADER, laterComment, registers } from './later-pieces.ts';
import { OUTPUT } from './output-options.ts';
import type { SplitProgram } from './split-program.ts';

/** Puts the pieces of a program into one CommonJS file, with its source map beside it. */
export async function writeOneFile(program: SplitProgram, outfile: string): Promise<void> {
  const { code: loader } = await transform(LATER_LOADER, OUTPUT);
  const { outputFiles } = await build({
    ...OUTPUT,
    stdin: { contents: `${registers(program.shared)}\nexport * from './${program.entry}';`, sourcefile: 'pieces' },
    bundle: true,
    format: 'cjs',
    outfile,
    write: false,
    sourcemap: true,
    banner: { js: loader.trim() },
    plugins: [piecesPlugin(program)],
  });
  const comments = await Promise.all([...program.later].map((name) => commentOf(program, name)));
  const withComments = (code: string): string => {
    const end = code.lastIndexOf('//# sourceMappingURL=');
    return `${code.slice(0, end)}${comments.join('\n')}\n${code.slice(end)}`;
  };
  for (const { path, text } of outputFiles) await writeFile(path, path === outfile ? withComments(text) : text);
}

/** Lets esbuild find the pieces that are needed at once. */
function piecesPlugin({ pieces, later }: SplitProgram): Plugin {
  return {
    name: 'pieces',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path }) => ({ path: path.slice('./'.length), namespace: 'piece' }));
      onLoad({ filter: /./, namespace: 'piece' }, ({ path }) => ({
        contents: importsLater(pieces.get(path) ?? '', later),
      }));
    },
  };
}

/** The comment that holds a piece that is only needed later. */
async function commentOf({ pieces, later }: SplitProgram, name: string): Promise<string> {
  const { code } = await transform(importsLater(pieces.get(name) ?? '', later), {
    ...OUTPUT,
    format: 'cjs',
    // Code that is compiled from a text can't import; what is left of imports are modules of Node.
    supported: { 'dynamic-import': false },
  });
  return laterComment(name, code);
}
