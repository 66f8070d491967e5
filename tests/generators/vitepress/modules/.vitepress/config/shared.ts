import { defineConfig } from 'vitepress';

export const shared = defineConfig({
  cleanUrls: true,
  srcExclude: ['**/drafts/**'],
  sitemap: { hostname: 'https://weir-keeper.net' },
});
