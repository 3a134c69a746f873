/*
 * Loads a handler in a fresh process, has it answer an event where there is one, and says how much processor time that
 * took: user and system, all threads. Plain CommonJS, so that nothing is loaded but what is measured.
 */
const [, , file, json] = process.argv;

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function main() {
  const before = cpuMs();
  const { handler } = file.endsWith('.cjs') ? require(file) : await import(file);
  const importCpuMs = cpuMs() - before;
  const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 20_000 };
  const reply = json === undefined ? undefined : await handler(JSON.parse(json), context);
  const measured = JSON.stringify({ cpuMs: cpuMs(), importCpuMs, reply });
  process.stdout.write(`\nMEASURED ${measured}\n`, () => process.exit(0));
}

void main();
