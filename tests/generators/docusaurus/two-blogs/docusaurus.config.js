module.exports = {
  title: 'Ferry house',
  url: 'https://ferry-house.net',
  baseUrl: '/',
  trailingSlash: true,
  presets: [['classic', { docs: false, theme: {} }]],
  plugins: [
    ['@docusaurus/plugin-content-blog', { id: 'daily', routeBasePath: 'every-day', path: './daily' }],
    ['@docusaurus/plugin-content-blog', { id: 'stories', routeBasePath: 'stories', path: 'stories', authorsMapPath: 'people.yml' }],
  ],
  themeConfig: { blog: { sidebar: { groupByYear: true } } },
};
