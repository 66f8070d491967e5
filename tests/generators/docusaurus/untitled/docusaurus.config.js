module.exports = {
  title: 'Untitled',
  url: 'https://untitled.blog',
  baseUrl: '/',
  presets: [['classic', { docs: false }]],
};
