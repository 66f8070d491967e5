// values of objects and functions that are not the site's own
const edit = (file) => {
  const baseUrl = 'https://git.example.org/edit/';
  return `${baseUrl}${file}`;
};

function address() {
  if (process.env.PREVIEW_OF_THE_MILL) {
    return process.env.PREVIEW_OF_THE_MILL;
  }
  return 'https://water-mill.org';
}

const language = { baseUrl: '/de/', title: 'Wassermühle' };

module.exports = {
  customFields: { languages: [language], title: 'A field', url: 'https://fields.example.org' },
  presets: [
    [
      'classic',
      {
        docs: false,
        theme: {},
        sitemap: { lastmod: null },
        blog: {
          feedOptions: { title: 'The feed', description: 'Of "{mill}"' },
          remarkPlugins: [[() => () => {}, { path: 'elsewhere', routeBasePath: 'nowhere', trailingSlash: true }]],
          editUrl: ({ blogPath }) => edit(blogPath),
          routeBasePath: 'log',
        },
      },
    ],
  ],
  title: 'Water mill',
  url: address(),
  baseUrl: '/mill/',
  trailingSlash: false,
};
