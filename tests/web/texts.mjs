// The product's texts (web/catalog) as its scripts have them.
import { readFileSync } from 'node:fs';

// By key, without the prefix that those of one script have ("room", "desk"), or of both; those of no script under their own.
export function textsOf(prefix, language) {
  const toml = readFileSync(new URL(`../../web/catalog/${language}.toml`, import.meta.url), 'utf8');
  return Object.fromEntries([...toml.matchAll(/^(\w+) = (".*")$/gm)].map(([, key, text]) =>
    [key.replace(new RegExp(`^(${prefix}|both)_`), ''), JSON.parse(text)]));
}

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
