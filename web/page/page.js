// What a page does besides being read: showing the entries that fit, searching policies, printing a sheet. All of it
// happens on the page; nothing is requested, sent or kept. Without this script the pages are complete. So is a page that was
// saved: what is shown or left out is said by a style sheet of the script's own, which no browser saves.
"use strict";

const sheetOf = () => {
  const own = new CSSStyleSheet();
  document.adoptedStyleSheets.push(own);
  return own;
};
// What works only with the script
const reveal = (selector, display) => sheetOf().replaceSync(`@media not print { ${selector} { display: ${display} !important; } }`);
// Of all that selector names, in their order, those that may stay
const leave = (own, selector, stays) =>
  own.replaceSync(stays.map((stay, i) => (stay ? "" : `${selector(i)} { display: none !important; }`)).join(" "));

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function finder(section) {
  const [topic, record, act] = ["topic", "record", "act"].map((name) => document.getElementById(`finder-${name}`));
  const status = document.getElementById("finder-status");
  // Only those that have written their part: who did not say is never offered as fitting.
  const entries = [...document.querySelectorAll("article.place")];

  // One that says "it depends", or leaves it to her, may fit; one that does not say does not.
  const answers = (said, wanted) => wanted === "" || said === wanted || said === "depends" || said === "choice";
  const fits = ({ dataset }) =>
    (topic.value === "" || dataset.topics === "" || dataset.topics.split(" ").includes(topic.value)) &&
    answers(dataset.record, record.value) && answers(dataset.act, act.value);

  const own = sheetOf();
  function show() {
    const found = entries.filter(fits);
    leave(own, (i) => `#${CSS.escape(entries[i].id)}`, entries.map((entry) => found.includes(entry)));
    const { found: some, none } = section.dataset;
    status.textContent = found.length === 0 ? none : fill(some, { n: found.length, all: entries.length });
  }

  function all() {
    for (const choice of [topic, record, act]) choice.value = "";
    show();
  }

  section.addEventListener("change", show);
  document.getElementById("finder-all").addEventListener("click", all);
  // A link to an entry shows it, whatever was chosen before.
  window.addEventListener("hashchange", () => {
    const entry = document.getElementById(location.hash.slice(1));
    if (entry && entry.getClientRects().length === 0) {
      all();
      entry.scrollIntoView();
    }
  });
  // The browser may keep a page for "Back": it comes back as if nothing had been chosen.
  window.addEventListener("pagehide", all);
  reveal("#finder", "grid");
  all();
}

// On paper stands what is folded, too.
function unfold() {
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("main details")) fold.open = true;
  });
}

function search(section) {
  const text = document.getElementById("search-text");
  const status = document.getElementById("search-status");
  const policies = [...document.querySelectorAll("#policies > article")];
  const plain = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = policies.map((policy) => plain(policy.textContent));

  const own = sheetOf();
  function show() {
    const wanted = plain(text.value).split(/\s+/).filter(Boolean);
    const stays = words.map((said) => wanted.every((word) => said.includes(word)));
    const found = stays.filter(Boolean).length;
    leave(own, (i) => `#policies > article:nth-of-type(${i + 1})`, stays);
    status.textContent = found === 0 ? section.dataset.none
      : fill(section.dataset.found, { n: found, all: policies.length });
  }

  text.addEventListener("input", show);
  window.addEventListener("pagehide", () => {
    text.value = "";
    show();
  });
  reveal("#search", "block");
}

function sheet(form) {
  const print = form.querySelector("button.print");
  print.addEventListener("click", () => window.print());
  reveal("form.sheet button.print", "inline-flex");
  // What was typed grows its box, so that all of it is printed.
  form.addEventListener("input", ({ target }) => {
    target.style.height = "auto";
    target.style.height = `${target.scrollHeight}px`;
  });
  // As above: it comes back empty.
  window.addEventListener("pagehide", () => form.reset());
}

// An address with an office's eight words behind # goes on naming it, all the way to the room, which refuses another.
function carry() {
  const named = /^#[a-z]+(-[a-z]+){7}$/.exec(location.hash);
  if (!named) return;
  for (const link of document.links)
    if (link.origin === location.origin && link.hash === "") link.setAttribute("href", link.getAttribute("href") + named[0]);
}

const here = (selector, start) => document.querySelectorAll(selector).forEach(start);
// first, as every browser can: what comes after it may need a newer one
carry();
unfold();
here("#finder", finder);
here("#search", search);
here("form.sheet", sheet);
