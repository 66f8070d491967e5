import { defineConfig } from 'vitepress';

export default defineConfig({ lang: 'de', title: 'Wehrbuch', description: 'Vom Wehr' });
