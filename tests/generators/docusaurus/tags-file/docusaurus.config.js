// @ts-check
const config = {
  title: 'The Mooring',
  tagline: 'Ropes and boats',
  url: 'https://mooring.blog',
  baseUrl: '/',
  onBrokenLinks: 'ignore',
  presets: [['classic', {docs: false, pages: false, theme: {}, blog: {}}]],
};
module.exports = config;
