// Loaded into each server before it begins: its standard input is a pipe that nobody writes to, and that closes when the
// program that started it is gone, however that ended.
process.stdin.on('end', () => process.exit(1));
process.stdin.resume();
process.stdin.unref();
