// Loaded into the gateway before anything else: at SIGUSR2 it collects all garbage, and writes how many bytes of its heap
// are left into the file that HEAP_FILE names. What the collector has not come to yet says nothing about leaks.
const { writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

process.on('SIGUSR2', () => {
  collectGarbage();
  writeFileSync(process.env.HEAP_FILE, String(process.memoryUsage().heapUsed));
});
