// Runs tests one after the other and prints TAP ("ok 1 - name").
const tests = [];

export function test(name, run) {
  tests.push({ name, run });
}

export async function runAll() {
  let number = 0;
  let failed = 0;
  console.log(`1..${tests.length}`);
  for (const { name, run } of tests) {
    number += 1;
    try {
      await run();
      console.log(`ok ${number} - ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok ${number} - ${name}`);
      console.log(String(error.stack ?? error).replace(/^/gm, '# '));
      if (error.cause) console.log(String(error.cause.stack ?? error.cause).replace(/^/gm, '#   '));
    }
  }
  return failed;
}
