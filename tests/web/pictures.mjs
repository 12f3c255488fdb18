// usage: ALCOVE_SCREENSHOTS=FOLDER node pictures.mjs OFFICE…: every kind of page, light and dark, on a phone and wide, and
// printed, for people to look at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open } from './browser.mjs';
import { kindsOf, offices } from './offices.mjs';

const folder = process.env.ALCOVE_SCREENSHOTS;
const browser = await launch();
for (const office of offices) {
  mkdirSync(join(folder, office.name), { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    for (const [size, width] of [['phone', 390], ['wide', 1280]]) {
      const { context, page } = await open(browser, { colorScheme, viewport: { width, height: 844 } });
      for (const file of kindsOf(office)) {
        await page.goto(office.url + file);
        const name = file.replaceAll('/', '-').replace('.html', '');
        await page.screenshot({ path: join(folder, office.name, `${name}.${size}.${colorScheme}.png`), fullPage: true });
        if (size === 'wide' && colorScheme === 'light') writeFileSync(join(folder, office.name, `${name}.pdf`), await page.pdf({ format: 'A4' }));
      }
      await context.close();
    }
  }
}
await browser.close();
