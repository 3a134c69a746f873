import { run } from './run.ts';

const stop = new AbortController();
const hurry = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => (stop.signal.aborted ? hurry : stop).abort());
}

void run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environmentVariables: process.env,
  signal: stop.signal,
  hurry: hurry.signal,
}).then((exitCode) => {
  process.exitCode = exitCode;
  // What is still under way at a CI system keeps nobody who is in a hurry.
  if (hurry.signal.aborted) process.exit(1);
});
