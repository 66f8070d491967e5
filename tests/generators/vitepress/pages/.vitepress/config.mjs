export default {
  title: 'Sluice log',
  base: '/log/',
  srcDir: './pages',
  srcExclude: ['**/old/**', 'drafts/*.md'],
  sitemap: { hostname: 'https://sluice.works' },
};
