import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Sluice log',
  cleanUrls: true,
  rewrites: {},
  sitemap: { hostname: 'https://sluice.works' },
});
