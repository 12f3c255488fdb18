// What Lighthouse says of a page, in points of a hundred for each category.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { chromiumFlags, chromiumPath } from './browser.mjs';

export async function score(url, categories) {
  const chrome = await launch({ chromePath: chromiumPath, chromeFlags: ['--headless=new', ...chromiumFlags], logLevel: 'error' });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: categories, logLevel: 'error', output: 'json' });
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const points = Object.fromEntries(categories.map((name) => [name, Math.round(100 * lhr.categories[name].score)]));
    const lost = categories.flatMap((name) => lhr.categories[name].auditRefs).filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1).map(({ id }) => id);
    return { points, lost };
  } finally {
    await chrome.kill();
  }
}
