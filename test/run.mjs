/**
 * `npm test`: everything that must hold, in the order in which it fails soonest. Needs no other step before it.
 * With REQUIRE_ALL=1 a test that is skipped for want of a program is a failure.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, node, root, run } from '../src/setup.mjs';

const report = join(root, 'node_modules/.test-report.json');
const program = (path) => join(root, 'node_modules', path);

const steps = [
  ['Modules', install],
  ['Format', () => run(node, [program('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'])],
  ['Lint', () => run(node, [program('eslint/bin/eslint.js'), '-c', '.config/eslint.mjs', 'src', 'test'])],
  ['Types', () => run(node, [program('astro/bin/astro.mjs'), 'check'])],
  ['Build', build],
  ['Notices', () => run(node, [join(root, 'src/cli/main.ts'), 'check'])],
  ['Tests', tests],
];

for (const [name, step] of steps) {
  console.log(`\n== ${name}`);
  if (!attempt(step)) {
    if (name === 'Tests') summary();
    console.error(`\n${name}: failed`);
    process.exit(1);
  }
}
process.exit(summary() ? 0 : 1);

function attempt(step) {
  try {
    return step();
  } catch (error) {
    console.error(error.message);
    return false;
  }
}

function tests() {
  rmSync(report, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return run(node, [
    program('vitest/vitest.mjs'),
    ...args,
    '--testTimeout=60000',
    '--hookTimeout=60000',
    ...process.argv.slice(2),
  ]);
}

/** Names what was skipped and closes with the counts; false when a skip counts as a failure. */
function summary() {
  if (!existsSync(report)) return false;
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const cases = testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = cases.filter(({ status }) => status !== 'passed' && status !== 'failed');
  for (const { fullName } of skipped) console.log(`skipped: ${fullName}`);
  const strict = process.env.REQUIRE_ALL === '1' && skipped.length > 0;
  if (strict) console.error('REQUIRE_ALL=1: a skipped test is a failure.');
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${skipped.length} skipped`);
  return !strict;
}
