// Preloaded into the processes of functions whose clock a test moves: `Date.now` is as far off as a file says.
const { readFileSync } = require('node:fs');

const now = Date.now.bind(Date);
let offsetMs = 0;

Date.now = () => {
  try {
    offsetMs = Number(readFileSync(process.env.TEST_CLOCK_FILE, 'utf8'));
  } catch {
    // The test is over, and this process is about to be ended.
  }
  return now() + offsetMs;
};
