// Prints "N passed, N failed" from vitest's JSON report. A test file that did not run counts as one
// failure.
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const tests = report.testResults.flatMap((file) => file.assertionResults);
const failedTests = tests.filter((test) => test.status === "failed").length;
const brokenFiles = report.testResults.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
).length;
const passed = tests.filter((test) => test.status === "passed").length;
const failed = failedTests + brokenFiles;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 && report.success ? 0 : 1;
