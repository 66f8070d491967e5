import { POSTS } from '~/config.mjs';

export function getPath(id, filePath, includeBase = true) {
  const pathSegments = filePath
    ?.replace(POSTS, '')
    .split('/')
    .filter((part) => part !== '' && !part.startsWith('_'))
    .slice(0, -1)
    .map((part) => part.toLowerCase().replaceAll(' ', '-'));
  const basePath = includeBase ? '/notes' : '';
  const slug = id.split('/').slice(-1);
  if (!pathSegments || pathSegments.length < 1) return [basePath, slug].join('/');
  return [basePath, ...pathSegments, slug].join('/');
}
