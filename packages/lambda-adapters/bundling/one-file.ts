import { writeFile } from 'node:fs/promises';
import { build, type Plugin, transform } from 'esbuild';
import { laterComment, laterLoader } from './later-pieces.ts';
import { OUTPUT } from './output-options.ts';
import type { SplitProgram } from './split-program.ts';

/** esbuild's name of the module that loads pieces later. */
const LOADER = 'later-pieces';

/** Puts the pieces of a program into one CommonJS file, with its source map beside it. */
export async function writeOneFile(program: SplitProgram, outfile: string): Promise<void> {
  const { outputFiles } = await build({
    ...OUTPUT,
    entryPoints: [`./${program.entry}`],
    bundle: true,
    format: 'cjs',
    outfile,
    write: false,
    sourcemap: true,
    supported: { 'dynamic-import': false },
    plugins: [piecesPlugin(program)],
  });
  const comments = await Promise.all(
    [...program.later].map(async (name) => laterComment(name, await asText(program, name))),
  );
  const withComments = (code: string): string => {
    const end = code.lastIndexOf('//# sourceMappingURL=');
    return `${code.slice(0, end)}${comments.join('\n')}\n${code.slice(end)}`;
  };
  for (const { path, text } of outputFiles) await writeFile(path, path === outfile ? withComments(text) : text);
}

/** A piece that is only needed later, as CommonJS. */
async function asText({ pieces }: SplitProgram, name: string): Promise<string> {
  const { code } = await transform(pieces.get(name) ?? '', {
    ...OUTPUT,
    format: 'cjs',
    supported: { 'dynamic-import': false },
  });
  return code;
}

/** Lets esbuild find the pieces, and the loader in place of those that are only needed later. */
function piecesPlugin({ pieces, later, shared }: SplitProgram): Plugin {
  return {
    name: 'pieces',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path }) => {
        const name = path.slice('./'.length);
        return { path: name, namespace: later.has(name) ? 'later' : 'piece', sideEffects: !later.has(name) };
      });
      onResolve({ filter: new RegExp(`^${LOADER}$`) }, ({ path }) => ({ path, namespace: LOADER }));
      onLoad({ filter: /./, namespace: 'piece' }, ({ path }) => ({ contents: pieces.get(path) ?? '' }));
      onLoad({ filter: /./, namespace: 'later' }, ({ path }) => ({
        contents: `module.exports = require('${LOADER}')(${JSON.stringify(`./${path}`)});`,
      }));
      onLoad({ filter: /./, namespace: LOADER }, () => ({ contents: laterLoader(shared) }));
    },
  };
}
