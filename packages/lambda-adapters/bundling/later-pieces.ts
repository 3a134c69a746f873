/*
 * V8 goes through all code of a file before it runs any, and hardly looks at comments. So what a function rarely needs
 * stands in comments at the end of its file, and is compiled from there when it is imported.
 */

/** Stands in the place of what would end the comment. */
const COMMENT_END = '*\u0001/';

/** Returns the comment that holds the code of a piece. */
export function laterComment(name: string, code: string): string {
  if (code.includes(COMMENT_END)) throw new Error(`${name} holds what stands for the end of a comment.`);
  return `/*later ./${name}\n${code.replaceAll('*/', COMMENT_END)}*/`;
}

/** Has a piece, as esbuild writes it, import later ones from the comments. */
export function importsLater(code: string, later: ReadonlySet<string>): string {
  return code.replace(/\bimport\("\.\/([\w.-]+)"\)/g, (call, name) =>
    later.has(name) ? `laterPieces.import("./${name}")` : call,
  );
}

/** Returns a module that lets later pieces find those that are there from the start. */
export function registers(shared: ReadonlySet<string>): string {
  const lines = [...shared].map(
    (name, index) => `import * as piece${index} from './${name}';\nlaterPieces.known['./${name}'] = piece${index};`,
  );
  return lines.join('\n');
}

/** What finds the pieces, as the first thing in the file. */
export const LATER_LOADER: string = `
  var laterPieces = (() => {
    const known = {};
    const loaded = {};
    let file;
    function codeOf(name) {
      file ??= require('node:fs').readFileSync(__filename, 'utf8');
      const start = file.indexOf('/*later ' + name + '\\n');
      const code = file.slice(file.indexOf('\\n', start), file.indexOf('*/', start));
      return code.replaceAll(${JSON.stringify(COMMENT_END)}, '*/');
    }
    function load(name) {
      if (!name.startsWith('./')) return require(name);
      if (name in known) return known[name];
      if (!(name in loaded)) {
        // Before it runs, since pieces may need each other.
        const piece = (loaded[name] = { exports: {} });
        const parameters = ['exports', 'require', 'module', 'laterPieces'];
        const run = require('node:vm').compileFunction(codeOf(name), parameters, { filename: name });
        run(piece.exports, load, piece, laterPieces);
      }
      return loaded[name].exports;
    }
    return { known, import: (name) => Promise.resolve().then(() => load(name)) };
  })();`;
