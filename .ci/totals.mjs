// Prints the counts of Jest's own report; a missing report, or one with no test in it, is a failure.
import { readFileSync } from 'node:fs';

let report;
try {
  report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
} catch (error) {
  console.log(`The tests left no report: ${error.message}`);
  report = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1, success: false };
}
const { numPassedTests: passed, numPendingTests = 0, numTodoTests = 0 } = report;
const broken = report.numRuntimeErrorTestSuites;
// A file that could not even be loaded has run none of its tests: it counts as one failure.
const failed = report.numFailedTests + broken;
const suites = `${report.numPassedTestSuites ?? 0} of ${report.numTotalTestSuites ?? 0} test files passed`;
console.log(`${suites}, ${broken} could not be loaded, ${numPendingTests + numTodoTests} tests skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = report.success && failed === 0 && passed > 0 ? 0 : 1;
