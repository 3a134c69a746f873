#!/usr/bin/env node
// Tells an old Node in one sentence, before it fails on a module that it lacks. Also there before anything is built, so
// that an install can link it.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 13)) {
  void import('../dist/main.js');
} else {
  process.stderr.write(`sluice needs Node 22.13 or later; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
}
