// usage: node performance.mjs ADDRESS…: Lighthouse's points for performance, three times each, as JSON (for bench/).
import { score } from './score.mjs';

const points = {};
for (const url of process.argv.slice(2)) {
  points[url] = [];
  for (let i = 0; i < 3; i++) points[url].push((await score(url, ['performance'])).points.performance);
}
console.log(JSON.stringify(points));
