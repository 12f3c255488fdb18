// How long something takes to show on a page, told by the page itself: what drives the browser has ways of its own to go.

// Presses, and waits until something of that selector is painted; the milliseconds from the press to then.
export async function fromPress(button, selector) {
  const page = button.page();
  await page.evaluate((there) => {
    window.shownAfter = new Promise((resolve) => {
      addEventListener('click', ({ timeStamp }) => {
        const look = () => document.querySelector(there) !== null;
        const painted = () => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp)));
        new MutationObserver((_, observer) => {
          if (!look()) return;
          observer.disconnect();
          painted();
        }).observe(document.body, { childList: true, subtree: true });
      }, { capture: true, once: true });
    });
  }, selector);
  await button.click();
  return page.evaluate(() => window.shownAfter);
}
