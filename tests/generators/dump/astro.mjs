// Prints the entries of the Astro site in the folder of the argument, whose pages name their file in <meta name="file">.
import {existsSync, readdirSync, readFileSync, symlinkSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const site = process.argv[2];
const modules = path.join(site, 'node_modules');
if (!existsSync(modules)) symlinkSync(process.env.NODE_PATH, modules);
const require = createRequire(path.join(site, 'x.js'));
const root = path.dirname(require.resolve('astro/package.json'));
const {build} = await import(pathToFileURL(path.join(root, 'dist', 'core', 'index.js')));
const outDir = path.join(site, '..', 'public');
await build({root: site, outDir, logLevel: 'silent'});
const meta = (html, name) => html.match(new RegExp(`<meta name="${name}" content="([^"]*)"`))?.[1];
const articles = [];
for (const file of readdirSync(outDir, {recursive: true})) {
  const html = file.endsWith('.html') ? readFileSync(path.join(outDir, file), 'utf8') : '';
  if (meta(html, 'file')) {
    articles.push({
      path: meta(html, 'file'),
      link: meta(html, 'link'),
      published: meta(html, 'date'),
      title: meta(html, 'title'),
    });
  }
}
console.log(JSON.stringify(articles));
