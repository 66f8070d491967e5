// Prints the posts of the Docusaurus site in the folder of the argument, from the model of its plugin for blogs.
import {createRequire} from 'node:module';
import path from 'node:path';

const site = process.argv[2];
const require = createRequire(path.join(process.env.NODE_PATH ?? site, 'x.js'));
process.env.NODE_ENV = 'production'; // without drafts
const {applyTrailingSlash} = require('@docusaurus/utils-common');
const {loadSite} = require('@docusaurus/core/lib/server/site');
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
const {props} = await loadSite({siteDir: site, outDir: path.join(site, '..', 'public')});
const blogs = props.plugins.filter((plugin) => plugin.name === 'docusaurus-plugin-content-blog');
const articles = blogs
  .flatMap((blog) => blog.content.blogPosts)
  .filter(({metadata}) => !metadata.unlisted)
  .map(({metadata}) => ({
    path: metadata.source.replace('@site/', ''),
    link: props.siteConfig.url + encodeURI(applyTrailingSlash(metadata.permalink, props.siteConfig)),
    published: metadata.date,
    title: metadata.title,
    tags: metadata.tags.map((tag) => tag.label),
    ...(metadata.authors.length && {author: metadata.authors.map((author) => author.name).join(', ')}),
  }));
print(JSON.stringify(articles));
