import { harbour } from './data/harbour';

export default {
  title: harbour.name,
  url: harbour.url,
  baseUrl: '/',
  presets: [['classic', { docs: false, blog: { exclude: ['**/_*.md', '**/notes.md', 'old/**'] } }]],
};
