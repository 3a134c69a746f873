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

/**
 * Returns the source of the module that loads such pieces: a function that takes the name of one.
 *
 * @param shared - Names of the pieces that are there from the start and that later ones need, too
 */
export function laterLoader(shared: ReadonlySet<string>): string {
  const given = [...shared].map(
    (name) => `${JSON.stringify(`./${name}`)}: () => require(${JSON.stringify(`./${name}`)})`,
  );
  return `
    const { readFileSync } = require('node:fs');
    const given = { ${given.join(', ')} };
    const loaded = {};
    let file;
    module.exports = function load(name) {
      if (name in given) return given[name]();
      if (!name.startsWith('./')) return require(name);
      if (!(name in loaded)) {
        const piece = (loaded[name] = { exports: {} });
        const compile = process.getBuiltinModule('node:vm').compileFunction;
        compile(codeOf(name), ['exports', 'require', 'module'], { filename: name })(piece.exports, load, piece);
      }
      return loaded[name].exports;
    };
    function codeOf(name) {
      file ??= readFileSync(__filename, 'utf8');
      const start = file.indexOf('/*later ' + name + '\\n');
      const code = file.slice(file.indexOf('\\n', start), file.indexOf('*/', start));
      return code.replaceAll(${JSON.stringify(COMMENT_END)}, '*/');
    }`;
}
