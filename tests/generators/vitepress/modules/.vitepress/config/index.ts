import { defineConfig } from 'vitepress';
import { shared } from './shared';
import german from './german';

export default defineConfig({
  ...shared,
  locales: { root: { label: 'Deutsch', ...german }, en: { label: 'English', lang: 'en' } },
});
