import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * Loads modules of Node where something of theirs is used, not where they are imported: `node:crypto` takes longer to load
 * than most invocations take in all, and they need none of it.
 */
export function lazyBuiltins(names: readonly string[]): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: 'lazy-builtins',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^(?:node:)?(?:${names.join('|')})$`) }, ({ path }) => ({
        path: path.replace(/^node:/, ''),
        namespace: 'lazy-builtin',
        sideEffects: false,
      }));
      onLoad({ filter: /./, namespace: 'lazy-builtin' }, ({ path }) => ({
        contents: `
          for (const name of ${JSON.stringify(Object.keys(require(path)))}) {
            const get = () => process.getBuiltinModule('node:${path}')[name];
            Object.defineProperty(exports, name, { enumerable: true, get });
          }`,
      }));
    },
  };
}
