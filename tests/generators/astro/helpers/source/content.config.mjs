import { defineCollection, z } from 'astro:content';
import { glob } from 'astro/loaders';
import { POSTS } from './config.mjs';

const schema = z.object({ title: z.string(), date: z.coerce.date(), draft: z.boolean().default(false) });
const postsCollection = defineCollection({ loader: glob({ pattern: '**/[^_]*.md', base: `./${POSTS}` }), schema });
const logs = defineCollection({ loader: glob({ pattern: '**/*.md', base: './logs' }), schema });
export const collections = { posts: postsCollection, logs };
