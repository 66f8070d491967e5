// @ts-check
const config = {
  title: 'The Mooring',
  tagline: 'Ropes and boats',
  url: 'https://mooring.blog',
  baseUrl: '/base/',
  onBrokenLinks: 'ignore',
  trailingSlash: true,
  presets: [['classic', {docs: false, pages: false, theme: {}, blog: {path: 'news', routeBasePath: 'log/entries'}}]],
};
module.exports = config;
