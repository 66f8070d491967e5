import { defineConfig } from 'astro/config';
import { SITE } from './source/config.mjs';

export default defineConfig({ site: SITE.home, srcDir: './source', trailingSlash: 'never', build: { format: 'file' } });
