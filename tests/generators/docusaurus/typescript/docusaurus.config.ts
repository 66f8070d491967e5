import type {Config} from '@docusaurus/types';

const config: Config = {
  title: "It's a mooring",
  url: 'https://mooring.blog',
  baseUrl: '/',
  i18n: {defaultLocale: 'fr', locales: ['fr']},
  presets: [
    [
      'classic',
      {
        docs: {routeBasePath: 'docs'},
        pages: false,
        blog: {showReadingTime: true, feedOptions: {type: ['rss']}, routeBasePath: '/blogue'},
      },
    ],
  ],
};

export default config;
