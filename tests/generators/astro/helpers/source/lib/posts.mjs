import { getCollection } from 'astro:content';

async function raw() {
  return await getCollection('posts', ({ data }) => !data.draft);
}

export async function sortedPosts() {
  const all = await raw();
  return all.sort((a, b) => b.data.date - a.data.date);
}
