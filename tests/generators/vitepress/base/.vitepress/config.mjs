export default {
  title: 'Gates',
  base: '/gates/',
  sitemap: { hostname: 'https://locks.works/gates/' },
};
