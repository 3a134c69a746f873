/*
 * Reports of what the packages export, by API Extractor: `packages/<name>/etc/<entry>.api.md`, so that a change of the
 * public surface shows in review. Writes them; with `--check` it only compares, and fails where one differs.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { Extractor, ExtractorConfig, type ExtractorResult } from '@microsoft/api-extractor';

interface Entry {
  readonly folder: string;
  /** The declarations that were built. */
  readonly types: string;
  readonly report: string;
}

/** Types that nobody outside has a use for: others are computed from them, or they belong to an option for our own tests. */
const PARTS = new Set([
  'components',
  'operations',
  'Attributes',
  'DAYS',
  'McpServingOptions',
  'NAMES',
  'Same',
  'SimulatorEnvironment',
  'TOKEN_ALGORITHMS',
  'WebSocketDoorOptions',
]);

const ROOT = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const entries = readdirSync(join(ROOT, 'packages')).flatMap((name) => entriesOf(join(ROOT, 'packages', name)));
const wrong = [...entries.flatMap((entry) => problemsOf(entry)), ...strayReports()];
for (const problem of wrong) console.error(problem);
console.log(`${entries.length} reports of the public surface, ${wrong.length} problems.`);
if (wrong.length > 0 && isCheck) console.log('If the change is meant: npm run api, and commit what it writes.');
process.exitCode = wrong.length > 0 ? 1 : 0;

function entriesOf(folder: string): Entry[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const exported: readonly [string, { readonly types?: string }][] = Object.entries(manifest.exports);
  return exported.flatMap(([subpath, { types }]) => {
    if (types === undefined) return [];
    const name = [basename(folder), ...subpath.split('/').slice(1)].join('.');
    return [{ folder, types: join(folder, types), report: `${name}.api.md` }];
  });
}

function problemsOf(entry: Entry): string[] {
  const { folder, types, report } = entry;
  const reportFolder = join(folder, 'etc');
  mkdirSync(reportFolder, { recursive: true });
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      compiler: { tsconfigFilePath: join(folder, 'tsconfig.json') },
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: report,
        reportFolder,
        reportTempFolder: join(folder, 'dist', '.api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'error' },
          // The build puts the imports of what entry points share first.
          'ae-misplaced-package-tag': { logLevel: 'none' },
          // Docstrings are written for whoever reads them in an editor; TSDoc's grammar is stricter than editors are.
          'ae-unresolved-link': { logLevel: 'none' },
          'ae-undocumented': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
  const problems: string[] = [];
  const result: ExtractorResult = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback: (message) => {
      message.handled = true;
      if (message.category === 'console' || message.logLevel !== 'error') return;
      if (message.messageId === 'ae-forgotten-export' && isAtHand(message.text, entry)) return;
      problems.push(`${relative(ROOT, message.sourceFilePath ?? folder)}: ${message.text}`);
    },
  });
  if (isCheck && result.apiReportChanged)
    problems.push(`${relative(ROOT, join(reportFolder, report))} is out of date.`);
  return problems;
}

/** Whether nobody misses a type where it is: it is only a part of others, or the package's main entry exports it. */
function isAtHand(text: string, { folder, report }: Entry): boolean {
  const name = text.match(/"(\w+?)(?:\$\d+)?"/)?.[1] ?? '';
  if (PARTS.has(name)) return true;
  const main = `${basename(folder)}.api.md`;
  if (report === main) return false;
  const exported = readFileSync(join(folder, 'etc', main), 'utf8');
  return new RegExp(`^export (?:interface|type|class|const|function) ${name}\\b`, 'm').test(exported);
}

/** Reports of what is exported no more. */
function strayReports(): string[] {
  const expected = new Set(entries.map(({ folder, report }) => join(folder, 'etc', report)));
  const folders = [...new Set(entries.map(({ folder }) => join(folder, 'etc')))];
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => !expected.has(file))
    .map((file) => `${relative(ROOT, file)} is the report of nothing: delete it.`);
}
