/*
 * Reports of what the packages export, by API Extractor: `packages/<name>/etc/<entry>.api.md`, so that a change of the
 * public surface shows in review. Writes them; with `--check` it only compares, and fails where one differs.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorResult,
} from '@microsoft/api-extractor';

interface Entry {
  readonly folder: string;
  /** The declarations that were built. */
  readonly types: string;
  readonly report: string;
}

/** Types that a package keeps to itself though exported ones are made of them: nobody outside has a use for them. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  // Lists whose members an exported type names, and what the generated types stand on.
  config: ['NAMES'],
  core: ['components', 'operations', 'DAYS', 'Same'],
  'lambda-adapters': ['Attributes'],
  // Types of options that are only there for our own tests.
  local: ['WebSocketDoorOptions'],
  'mcp-server': ['McpServingOptions', 'TOKEN_ALGORITHMS'],
  // What Hono keeps for each request.
  testkit: ['SimulatorEnvironment'],
};

const ROOT = join(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'api-reports');
const isCheck = process.argv.includes('--check');
const entries = readdirSync(join(ROOT, 'packages')).flatMap((name) => entriesOf(join(ROOT, 'packages', name)));
const configs = new Map(entries.map((entry) => [entry, configOf(entry)]));
const compilerState = parseOnce();
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

function configOf({ folder, types, report }: Entry): ExtractorConfig {
  const reportFolder = join(folder, 'etc');
  mkdirSync(reportFolder, { recursive: true });
  return ExtractorConfig.prepare({
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
        reportTempFolder: CACHE,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          // The build puts the imports of what entry points share first.
          'ae-misplaced-package-tag': { logLevel: ExtractorLogLevel.None },
          // Docstrings are written for whoever reads them in an editor; TSDoc's grammar is stricter than editors are.
          'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
}

/** One compilation of all entries: they have most of their imports in common. */
function parseOnce(): CompilerState {
  const [first] = configs.values();
  if (first === undefined) throw new Error('There is no package to report on.');
  return CompilerState.create(first, { additionalEntryPoints: entries.map(({ types }) => types) });
}

function problemsOf(entry: Entry): string[] {
  const { folder, report } = entry;
  const problems: string[] = [];
  const result: ExtractorResult = Extractor.invoke(configs.get(entry) ?? configOf(entry), {
    localBuild: !isCheck,
    compilerState,
    messageCallback: (message) => {
      message.handled = true;
      if (message.category === 'console' || message.logLevel !== ExtractorLogLevel.Error) return;
      if (message.messageId === 'ae-forgotten-export' && isAtHand(message.text, entry)) return;
      problems.push(`${relative(ROOT, message.sourceFilePath ?? folder)}: ${message.text}`);
    },
  });
  if (isCheck && result.apiReportChanged)
    problems.push(`${relative(ROOT, join(folder, 'etc', report))} is out of date.`);
  return problems;
}

/** Whether nobody misses a type where it is: it is only a part of others, or the package's main entry exports it. */
function isAtHand(text: string, { folder, report }: Entry): boolean {
  const name = text.match(/"(\w+?)(?:\$\d+)?"/)?.[1] ?? '';
  if (PARTS[basename(folder)]?.includes(name) === true) return true;
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
