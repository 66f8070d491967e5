export default {
  vite: { base: '/not-this/' },
  site: 'https://tide-table.net',
};
