import { defineCollection, z } from 'astro:content';
import { glob } from 'astro/loaders';

const schema = z.object({ title: z.string(), date: z.coerce.date(), slug: z.string().optional() });
const journal = defineCollection({ loader: glob({ pattern: '**/*.md', base: './src/content/journal' }), schema });
const notes = defineCollection({ loader: glob({ pattern: '**/*.md', base: './src/content/notes' }), schema });
export const collections = { journal, notes };
