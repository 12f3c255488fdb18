// The offices being served, from "NAME=ADDRESS=FOLDER" each, and their pages.
import { readdirSync } from 'node:fs';

export const offices = process.argv.slice(2).map((argument) => {
  const [name, url, folder] = argument.split('=');
  const files = readdirSync(folder, { recursive: true }).filter((file) => !file.startsWith('.'));
  return { name, url, folder, files, pages: files.filter((file) => file.endsWith('.html')).sort() };
});
// Where an ombuds works; all other pages are a visitor's.
export const isDesk = (page) => page.endsWith('desk.html');
export const officeOf = (name) => offices.find((office) => office.name === name);

// One page of each kind: in the office's first language all of its top, one guide and one institution.
export function kindsOf({ pages }) {
  const first = pages.filter((page) => !/^[a-z]{2,3}\//.test(page));
  const several = (folder) => first.filter((page) => page.startsWith(`${folder}/`)).slice(0, 1);
  return [...first.filter((page) => !page.includes('/')), ...several('guides'), ...several('institutions')];
}
