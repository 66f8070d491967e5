import { getCollection } from 'astro:content';

export async function entriesOf(name) {
  return (await getCollection(name)).sort((a, b) => b.data.date - a.data.date);
}
