// Prints the dated pages of the VitePress site in the folder of the argument, from VitePress' own configuration.
import {existsSync, readFileSync, symlinkSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const site = process.argv[2];
const modules = path.join(site, 'node_modules');
if (!existsSync(modules)) symlinkSync(process.env.NODE_PATH, modules);
const require = createRequire(path.join(site, 'x.js'));
const root = path.dirname(require.resolve('vitepress/package.json'));
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
const {createContentLoader, createMarkdownRenderer, resolveConfig} = await import(pathToFileURL(path.join(root, 'dist', 'node', 'index.js')));
process.env.NODE_ENV = 'production';
const config = await resolveConfig(site, 'build', 'production');
global.VITEPRESS_CONFIG = config;
const markdown = await createMarkdownRenderer(config.srcDir, config.markdown, config.site.base, config.logger);
const articles = [];
for (const page of config.pages) {
  const file = config.rewrites.inv[page] ?? page;
  const [loaded] = await createContentLoader(file).load();
  const place = (config.rewrites.map[file] ?? file).replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, config.cleanUrls ? '' : '.html');
  if (loaded?.frontmatter.date) {
    const source = readFileSync(path.join(config.srcDir, file), 'utf8').replace(/^---\n[^]*?\n---\n/, '');
    const html = await markdown.render(source, {relativePath: file, cleanUrls: config.cleanUrls});
    articles.push({
      path: path.posix.join(path.relative(site, config.srcDir), file),
      link: new URL(encodeURI(config.site.base + place), config.sitemap.hostname).href,
      published: new Date(loaded.frontmatter.date).toISOString(),
      title: loaded.frontmatter.title,
      links: [...html.matchAll(/<a href="([^"]*)"/g)].map((found) => encodeURI(decodeURI(found[1]))),
    });
  }
}
print(JSON.stringify(articles));
