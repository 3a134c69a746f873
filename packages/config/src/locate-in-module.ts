import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, type Expression, type ObjectExpression, type Program, type Property, parse } from 'acorn';
import type { Place } from './action-group-document.ts';

/**
 * Finds where a key of the default export stands in a config file's text: the deepest part of the path that is
 * written out there. Follows names to constants of the same file.
 */
export function locateInModule(source: string, path: readonly (string | number)[]): Place {
  try {
    // Stripping replaces types by blanks, so positions stay what they are in the file.
    const program = parse(stripTypes(source), {
      ecmaVersion: 'latest',
      sourceType: 'module',
      locations: true,
    });
    return placeOf(deepest(program, path));
  } catch {
    return { line: 1, column: 1 };
  }
}

function deepest(program: Program, path: readonly (string | number)[]): AnyNode {
  const exported = program.body.find((statement) => statement.type === 'ExportDefaultDeclaration');
  if (exported === undefined) return program;
  let node: AnyNode = exported;
  let value = behind(program, exported.declaration as Expression);
  for (const key of path) {
    const member = value === undefined ? undefined : memberOf(value, key);
    if (member === undefined) return node;
    node = member;
    value = behind(program, member.type === 'Property' ? (member.value as Expression) : (member as Expression));
  }
  return node;
}

/** The value behind `defineConfig(…)`, `… as X`, `… satisfies X` and the name of a constant. */
function behind(program: Program, expression: Expression): Expression | undefined {
  if (expression.type === 'CallExpression') {
    const [argument] = expression.arguments;
    return argument === undefined || argument.type === 'SpreadElement' ? undefined : behind(program, argument);
  }
  if (expression.type === 'Identifier') return constantOf(program, expression.name);
  return expression;
}

function constantOf(program: Program, name: string): Expression | undefined {
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    const found = declaration.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name);
    if (found?.init) return behind(program, found.init);
  }
  return undefined;
}

function memberOf(value: Expression, key: string | number): AnyNode | undefined {
  if (value.type === 'ArrayExpression') return value.elements[Number(key)] ?? undefined;
  if (value.type !== 'ObjectExpression') return undefined;
  return propertiesOf(value).find((property) => keyOf(property) === String(key));
}

function propertiesOf(value: ObjectExpression): readonly Property[] {
  return value.properties.filter((property) => property.type === 'Property');
}

function keyOf({ key, computed }: Property): string | undefined {
  if (key.type === 'Identifier' && !computed) return key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}

function placeOf(node: AnyNode): Place {
  return { line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 };
}

/** Node says of its own type stripping that it is experimental, at which whoever reads of a fault in a config wonders. */
function stripTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
