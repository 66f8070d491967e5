export const SITE = { edit: 'https://forge.blog/ferry/edit/main/', home: 'https://ferry.blog' };
export const POSTS = 'posts';
