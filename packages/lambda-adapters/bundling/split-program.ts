import { basename, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { OUTPUT } from './output-options.ts';

/** A program in pieces: the first, those that it needs at once, and those that it imports when it comes to that. */
export interface SplitProgram {
  /** Name of the first piece. */
  readonly entry: string;
  /** All pieces by name, as ES modules that import each other by `./name`, each with its source map inside. */
  readonly pieces: ReadonlyMap<string, string>;
  /** Names of the pieces that are only needed later. */
  readonly later: ReadonlySet<string>;
  /** Names of the pieces that are needed at once, and by a later piece again. */
  readonly shared: ReadonlySet<string>;
  /** Absolute names of the files that the program is made of. */
  readonly sources: readonly string[];
}

/** Builds a program in pieces, cut where it calls `import()`; what several of them need is a piece of its own. */
export async function splitProgram(entryFile: string, options: BuildOptions): Promise<SplitProgram> {
  const { outputFiles, metafile } = await build({
    ...OUTPUT,
    ...options,
    entryPoints: { entry: entryFile },
    bundle: true,
    splitting: true,
    format: 'esm',
    sourcemap: 'inline',
    metafile: true,
    write: false,
    outdir: 'pieces',
    chunkNames: '[name]-[hash]',
  });
  const pieces = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const imports = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [
      basename(path),
      output.imports
        .filter(({ kind, external }) => kind === 'import-statement' && !external)
        .map((imported) => basename(imported.path)),
    ]),
  );
  const entry = 'entry.js';
  const atOnce = reachable(entry, imports);
  const later = new Set([...pieces.keys()].filter((name) => !atOnce.has(name)));
  const shared = new Set([...later].flatMap((name) => imports.get(name) ?? []).filter((name) => atOnce.has(name)));
  const sources = Object.keys(metafile.inputs).map((source) => resolve(options.absWorkingDir ?? '.', source));
  return { entry, pieces, later, shared, sources };
}

/** Names of the pieces that one needs at once, itself among them. */
function reachable(from: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const imported of imports.get(name) ?? []) visit(imported);
  };
  visit(from);
  return reached;
}
