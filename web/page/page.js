// What a page does besides being read: showing the entries that fit, searching policies, printing a sheet. All of it
// happens on the page; nothing is requested, sent or kept. Without this script the pages are complete.
"use strict";

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

  function show() {
    const found = entries.filter(fits);
    for (const entry of entries) entry.hidden = !found.includes(entry);
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
    if (entry && entry.hidden) {
      all();
      entry.scrollIntoView();
    }
  });
  // The browser may keep a page for "Back": it comes back as if nothing had been chosen.
  window.addEventListener("pagehide", all);
  section.hidden = false;
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

  function show() {
    const wanted = plain(text.value).split(/\s+/).filter(Boolean);
    let found = 0;
    policies.forEach((policy, i) => {
      policy.hidden = !wanted.every((word) => words[i].includes(word));
      found += policy.hidden ? 0 : 1;
    });
    status.textContent = found === 0 ? section.dataset.none
      : fill(section.dataset.found, { n: found, all: policies.length });
  }

  text.addEventListener("input", show);
  window.addEventListener("pagehide", () => {
    text.value = "";
    show();
  });
  section.hidden = false;
}

function sheet(form) {
  const print = form.querySelector("button.print");
  print.addEventListener("click", () => window.print());
  print.hidden = false;
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
  for (const link of document.links) if (link.origin === location.origin && link.hash === "") link.hash = named[0];
}

const here = (selector, start) => document.querySelectorAll(selector).forEach(start);
here("#finder", finder);
here("#search", search);
here("form.sheet", sheet);
carry();
unfold();
